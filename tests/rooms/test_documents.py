"""What the documents promise is there."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class

import handschlag

ROOT = Path(handschlag.__file__).parents[2]
ROOMS = [config for config in apps.get_app_configs() if config.name.startswith("handschlag.")]


def test_every_model_stands_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text()
    missing = [model.__name__ for room in ROOMS for model in room.get_models() if f"`{model.__name__}`" not in glossary]
    assert missing == []


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    source = "".join((ROOT / "src/handschlag/website" / name).read_text() for name in ("settings.py", "environment.py"))
    read = set(re.findall(r'environment\.\w+\("(\w+)"', source))
    documented = set(re.findall(r"`((?:HANDSCHLAG_|DATABASE_)\w+)`", (ROOT / "docs/reference/settings.md").read_text()))
    assert documented == read


@pytest.mark.parametrize("name", sorted(name for name, app in get_commands().items() if app.startswith("handschlag.")))
def test_every_command_has_a_worked_example_in_its_help(name: str) -> None:
    command = load_command_class(get_commands()[name], name)
    assert f"handschlag {name}" in command.help


def test_no_document_names_a_registry_or_a_machine() -> None:
    unwanted = re.compile(
        "|".join([r"https?://[^\s)]*(pypi|/simple/)", re.escape(str(ROOT)), re.escape(str(Path.home()) + "/")])
    )
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("requirements/*.txt")]:
        assert not unwanted.search(path.read_text()), path
