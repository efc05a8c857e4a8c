"""The order of the rooms is told in several places; here they are compared."""

import re
import tomllib
from pathlib import Path

import handschlag
from handschlag.journey.steps import STEPS

ROOT = Path(handschlag.__file__).parents[2]
PACKAGES = sorted(path.name for path in (ROOT / "src/handschlag").iterdir() if (path / "__init__.py").exists())


def layers() -> list[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return list(reversed(contracts[0]["layers"]))


def test_every_package_stands_in_the_import_contract() -> None:
    assert sorted(layers()) == PACKAGES


def test_the_way_told_in_the_package_keeps_the_order_of_the_contract() -> None:
    told = [name for name in re.findall(r"``(\w+)``", handschlag.__doc__ or "") if name in PACKAGES]
    way = told[: told.index("kernel")]
    assert way == sorted(way, key=layers().index)
    assert sorted(told) == PACKAGES


def test_the_architecture_page_lists_the_rooms_in_order() -> None:
    page = (ROOT / "docs/architecture.md").read_text()
    listed = re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE)
    assert listed == layers()


def test_the_steps_of_the_journey_come_from_rooms_in_order() -> None:
    assert [step.__name__ for step in STEPS] == ["identify_people", "match_people", "qualify_leads", "hand_over_leads"]
