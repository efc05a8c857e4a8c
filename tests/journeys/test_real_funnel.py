"""A real company's funnel, imported as it is, shows the figures that its files hold.

The truth is counted here from the files alone, with nothing of ours.
"""

import csv
import json
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from conftest import real_data
from handschlag.organisation.tests.world import build_world

LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"

pytestmark = pytest.mark.django_db


def read(name: str) -> list[dict[str, str]]:
    with (real_data("olist_funnel") / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker):
    """What ``handschlag funnel --json`` prints after both files were imported."""
    folder = real_data("olist_funnel")
    with django_db_blocker.unblock(), transaction.atomic():
        build_world()
        call_command("import", str(folder / LEADS), mapping="olist_leads")
        call_command("import", str(folder / DEALS), mapping="olist_deals")
        out = StringIO()
        call_command("funnel", "--json", stdout=out)
        transaction.set_rollback(True)
    return json.loads(out.getvalue())


def test_eight_thousand_leads_became_842_deals(found):
    stages = {row["stage"]: row for row in found["stages"]}
    assert stages["lead"]["count"] == len(read(LEADS)) == 8_000
    assert stages["won"]["count"] == len({row["mql_id"] for row in read(DEALS)}) == 842
    assert round(100 * stages["won"]["share"], 1) == 10.5


def test_every_channels_rate_equals_that_of_the_files(found):
    leads, won = Counter(), Counter()
    won_ids = {row["mql_id"] for row in read(DEALS)}
    for row in read(LEADS):
        leads[row["origin"]] += 1
        won[row["origin"]] += row["mql_id"] in won_ids
    shown = {row["channel"]: (row["leads"], row["won"], row["rate"]) for row in found["channels"]}
    assert shown == {origin: (count, won[origin], won[origin] / count) for origin, count in leads.items()}


def test_the_one_deal_won_before_its_first_contact_is_listed(found):
    first_contact_on = {row["mql_id"]: row["first_contact_date"] for row in read(LEADS)}
    too_early = [row for row in read(DEALS) if row["won_date"] < first_contact_on[row["mql_id"]]]
    [problem] = [row for row in found["problems"] if row["problem"] == "won_before_first_contact"]
    assert problem["count"] == len(too_early) == len(problem["examples"]) == 1
    assert problem["examples"][0]["won_at"][:10] == too_early[0]["won_date"][:10]
    assert problem["examples"][0]["won_at"] < problem["examples"][0]["opened_at"]


def test_nothing_is_invented_between_lead_and_deal(found):
    counts = {row["stage"]: row["count"] for row in found["stages"]}
    assert counts["handed_over"] == counts["accepted"] == 0
