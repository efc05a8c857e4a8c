"""No table can be forgotten: each is listed by its room with what erasing a person does to it."""

from pathlib import Path

from django.apps import apps

import handschlag
from handschlag.kernel.erasing import Fate, erasers, fates


def tables():
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=False)
        if model.__module__.startswith("handschlag.")
    }


def test_every_table_has_a_fate_and_every_fate_a_table():
    assert set(fates()) == tables()


def test_rooms_that_take_something_away_do_so():
    for eraser in erasers():
        takes = any(fate is not Fate.KEPT for fate, _why in eraser.fates.values())
        assert takes is (eraser.erase.__module__ == f"handschlag.{eraser.room}.erasing"), eraser.room


def test_the_reference_lists_every_fate():
    listed = (Path(handschlag.__file__).parents[2] / "docs/reference/privacy.md").read_text()
    missing = [table for table, (fate, why) in fates().items() if f"| `{table}` | {fate} | {why} |" not in listed]
    assert missing == []
