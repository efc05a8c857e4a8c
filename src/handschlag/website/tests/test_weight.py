"""A first visit stays light: measured as it travels, compressed."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from django.contrib.staticfiles import finders

from handschlag.website.tests.templates_on_disk import WEBSITE

STATIC = WEBSITE / "static/website"
KB = 1000


def compressed(files: Iterable[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


def test_all_styles_together_stay_below_40_kb() -> None:
    assert compressed(STATIC.glob("css/*.css")) < 40 * KB


def test_our_own_scripts_stay_below_8_kb() -> None:
    assert compressed(STATIC.glob("js/*.js")) < 8 * KB


def test_look_and_behaviour_with_htmx_stay_below_80_kb() -> None:
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert htmx is not None
    assert compressed([*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js"), Path(htmx)]) < 80 * KB


def test_a_stylesheet_is_short_enough_to_read() -> None:
    long = {file.name for file in STATIC.glob("css/*.css") if len(file.read_text().splitlines()) > 150}
    assert long == set()
