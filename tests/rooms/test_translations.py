"""Every sentence the house says in English, it says in German too."""

import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import handschlag
from conftest import require

ROOMS = sorted(path.parent for path in Path(handschlag.__file__).parent.glob("*/apps.py"))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_sentence_of_a_room_has_its_german(room: Path, tmp_path: Path) -> None:
    require("gettext", shutil.which("xgettext") is not None, "apt install gettext")
    copy = tmp_path / room.name
    shutil.copytree(room, copy, ignore=shutil.ignore_patterns("tests", "__pycache__", "*.mo"))
    (copy / "locale").mkdir(exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    collect = [sys.executable, "-m", "django", "makemessages", "-l", "de", "--no-location", "--no-obsolete"]
    subprocess.run(collect, cwd=copy, env=environment, check=True, capture_output=True)
    collected = copy / "locale/de/LC_MESSAGES/django.po"
    if not collected.exists():
        return
    with collected.open("rb") as file:
        catalog = read_po(file, locale="de")
    missing = [message.id for message in catalog if message.id and (message.fuzzy or not _is_said(message.string))]
    assert missing == []


def test_what_is_said_in_several_rooms_is_said_in_the_same_german() -> None:
    """All rooms share one catalogue at run time: of two translations of one sentence, one would stand in the other's place. Where a short
    word means something else, its sentence carries a context."""
    said: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for room in ROOMS:
        if (written := room / "locale/de/LC_MESSAGES/django.po").exists():
            with written.open("rb") as file:
                for message in read_po(file, locale="de"):
                    if message.id and _is_said(message.string):
                        said[message.context, str(message.id)].add(str(message.string))
    assert {sentence: german for sentence, german in said.items() if len(german) > 1} == {}


def _is_said(german: str | tuple[str, ...]) -> bool:
    return all(german) if isinstance(german, tuple) else bool(german)
