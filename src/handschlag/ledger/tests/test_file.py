"""The ledger as a file: all of it, whatever page one stands on, read piece by piece."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handschlag.ledger import readings
from handschlag.ledger.models import Entry
from handschlag.ledger.tests.facts_of_tests import chain
from handschlag.ledger.tests.test_page import colleague

pytestmark = pytest.mark.django_db


def taken(client: Any, **asked: str) -> list[dict[str, Any]]:
    client.force_login(colleague("mara", "marketing"))
    answer = client.get(reverse("ledger:entries"), {"export": "json", **asked})
    rows: list[dict[str, Any]] = json.loads(b"".join(answer.streaming_content))
    return rows


def test_it_holds_every_entry_once_the_newest_first(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "AT_ONCE", 7)
    chain(50)
    rows = taken(client, before="5")
    assert [row["Entry"] for row in rows] == list(range(Entry.objects.count(), 0, -1))
    assert [row["Fingerprint"] for row in rows] == list(Entry.objects.order_by("-seq").values_list("hash", flat=True))


def test_it_is_narrowed_as_the_page_is(client: Any) -> None:
    chain(50)
    rows = taken(client, subject="lead:lead-3", fact="lead_weighed")
    assert len(rows) == 7
    assert rows[0]["What happened"] == "Somebody no longer known gave lead …lead-3 45 points on 03/02/2026 10 a.m."
    assert {(row["Kind of subject"], row["Id of subject"]) for row in rows} == {("lead", "lead-3")}


def test_no_more_is_read_than_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "AT_ONCE", 10)
    chain(100)
    rows = iter(readings.ledger_sheet().rows)
    with CaptureQueriesContext(connection) as asked:
        next(rows)
    first = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert sum(1 for _row in rows) == 99
    assert len(asked) == 9 * first
