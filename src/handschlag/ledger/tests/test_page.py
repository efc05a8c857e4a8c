from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from handschlag.ledger.models import head, record
from handschlag.ledger.readings import entries, latest
from handschlag.ledger.tests.facts_of_tests import AT, chain
from handschlag.ledger.tests.tampering import run, unguarded


def colleague(name: str, *roles: str) -> Any:
    user = get_user_model().objects.create_user(f"{name}@musterwerk.example", name.title(), None)  # type: ignore[attr-defined]
    for role in roles:
        user.give_role(role, by=None, at=AT)
    return user


class TheLedger(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.mara = colleague("mara", "marketing")
        cls.sam = colleague("sam", "sales")
        cls.nora = colleague("nora")
        record("lead_praised", at=AT, actor=cls.mara.id, subject=("lead", "0190-<b>bold"))
        chain(120)

    def get(self, **asked: str) -> str:
        self.client.force_login(self.mara)
        response = self.client.get(reverse("ledger:entries"), asked)
        assert response.status_code == 200
        return response.content.decode()

    def test_is_open_to_whoever_holds_a_role(self) -> None:
        for user, status in ((self.mara, 200), (self.sam, 200), (self.nora, 403)):
            self.client.force_login(user)
            assert self.client.get(reverse("ledger:entries")).status_code == status
            assert self.client.post(reverse("ledger:verification")).status_code == status
        self.client.logout()
        assert self.client.get(reverse("ledger:entries")).status_code == 302

    def test_reads_by_get_and_verifies_by_post(self) -> None:
        self.client.force_login(self.mara)
        assert self.client.post(reverse("ledger:entries")).status_code == 405
        assert self.client.get(reverse("ledger:verification")).status_code == 405

    def test_shows_the_newest_first_and_leads_to_the_older_ones(self) -> None:
        first = self.get()
        assert first.count("timeline__text") == 50
        assert f"entry {head().seq}" in first
        older_than = latest().older_than
        assert f"before={older_than}" in first
        assert f"entry {older_than - 1}<" in self.get(before=str(older_than)).replace(" ·", "<")
        assert "Older" not in self.get(before="20")

    def test_narrows_to_a_fact_or_a_subject(self) -> None:
        assert self.get(fact="lead_praised").count("timeline__text") == 1
        assert self.get(subject="lead:lead-3").count("timeline__text") == 17
        assert self.get(fact="lead_praised", subject="lead:lead-3").count("timeline__text") == 0

    def test_a_mistaken_question_is_told_and_narrows_nothing(self) -> None:
        for asked in ({"fact": "lead_forgotten"}, {"subject": "lead"}, {"subject": "'; DROP TABLE"}):
            assert self.get(**asked).count("timeline__text") == 50
        assert self.get(before="9" * 40).count("timeline__text") == 50

    def test_escapes_what_came_from_outside(self) -> None:
        content = self.get(fact="lead_praised")
        assert "<b>bold" not in content

    def test_htmx_gets_the_excerpt_alone(self) -> None:
        self.client.force_login(self.mara)
        content = self.client.get(reverse("ledger:entries"), headers={"HX-Request": "true"}).content.decode()
        assert "timeline__text" in content
        assert "<html" not in content

    def test_asks_the_database_few_questions(self) -> None:
        self.client.force_login(self.mara)
        with CaptureQueriesContext(connection) as asked:
            self.client.get(reverse("ledger:entries"))
        assert len(asked) <= 8

    def test_says_that_the_chain_holds(self) -> None:
        self.client.force_login(self.mara)
        kept = f"{head().seq}:{head().hash}"
        for posted in ({}, {"head": kept}):
            content = self.client.post(reverse("ledger:verification"), posted).content.decode()
            assert "The ledger holds" in content

    def test_says_where_the_chain_is_broken(self) -> None:
        self.client.force_login(self.mara)
        with unguarded():
            run("UPDATE ledger_entry SET actor = 'nobody' WHERE seq = 17")
            content = self.client.post(reverse("ledger:verification")).content.decode()
        assert "broken at entry 17" in content
        foreign = self.client.post(reverse("ledger:verification"), {"head": "f" * 64}).content.decode()
        assert "shortened or rewritten" in foreign

    def test_tells_what_is_no_head(self) -> None:
        self.client.force_login(self.mara)
        content = self.client.post(reverse("ledger:verification"), {"head": "nonsense"}).content.decode()
        assert "not a head of the ledger" in content


@pytest.mark.django_db
def test_an_entry_is_a_sentence_in_the_language_of_the_reader() -> None:
    mara = colleague("mara")
    record(
        "lead_weighed",
        at=AT,
        actor=mara.id,
        subject=("user", mara.id),
        payload={"points": 3, "on": AT + timedelta(hours=1)},
    )
    record("lead_praised", at=AT, actor=None, subject=("lead", UUID(int=9)))
    record("lead_praised", at=AT, actor=UUID(int=1), subject=("lead", UUID(int=9)))
    with translation.override("de"):
        said = [line.sentence for line in latest().lines]
    assert said == [
        "Jemand, der nicht mehr bekannt ist, hat lead …000009 gelobt",
        "Das System hat lead …000009 gelobt",
        "Mara hat Mara am 02.03.2026 11:00 3 Punkte gegeben",
    ]
    with translation.override("en"):
        assert latest().lines[1].sentence == "The system praised lead …000009"


@pytest.mark.django_db
def test_the_story_of_one_subject_is_its_entries_newest_first() -> None:
    chain(20)
    story = entries("lead", "lead-3")
    assert [line.seq for line in story] == [18, 11, 4]
    assert story[0].text == story[0].sentence
    assert entries("lead", "lead-99") == []
