"""Erasing a person leaves nothing of her in any file of the installation, and everything countable in its place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Told in a process and an installation of its own: only there is the database a file."""
    var = tmp_path_factory.mktemp("var")
    environment = {**os.environ, "HANDSCHLAG_VAR": str(var), "DJANGO_SETTINGS_MODULE": "handschlag.website.settings"}
    environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    if (url := environment.pop("DATABASE_URL", "")).startswith("postgres"):
        environment["DATABASE_URL"] = _fresh(url)
    told = subprocess.run(
        [sys.executable, "-m", "tests.journeys.erasing_story"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr[-3000:]
    return json.loads(told.stdout.splitlines()[-1])


def _fresh(url: str) -> str:
    """Another database on the same server."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS erasing_story")
        server.execute("CREATE DATABASE erasing_story")
    return urlsplit(url)._replace(path="/erasing_story").geturl()


def test_her_mark_stood_in_many_places(story: Any) -> None:
    assert story["marked"] > 20
    assert sum(story["before"].values()) > 50


def test_after_erasing_and_scrubbing_it_stands_in_no_byte_of_any_file(story: Any) -> None:
    assert story["complete"]
    assert story["after"] == {}


def test_a_scrub_that_had_to_keep_something_is_not_called_complete(story: Any) -> None:
    assert not story["hindered"]


def test_the_figures_stay(story: Any) -> None:
    for what in ("leads", "touches"):
        before, after = story[what]
        assert before == after > 0


def test_nothing_of_her_waits_anywhere(story: Any) -> None:
    assert (story["submissions"], story["waiting"]) == (0, 0)


def test_the_ledger_never_knew_her_and_verifies(story: Any) -> None:
    assert story["in_ledger"] == 0
    assert story["ledger"]


def test_it_is_counted_what_went(story: Any) -> None:
    assert {"capture.Touch", "people.Identifier", "conversation.Conversation", "post.Message"} <= story["counts"].keys()
