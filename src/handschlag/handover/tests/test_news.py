"""What an open page asks every half minute: cheap, honest about who asks, and no reason for a session to live longer."""

import re

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, TestCase

from handschlag.handover.models import Handover, hand_over
from handschlag.handover.readings import news
from handschlag.handover.tests.stories import HOUR, build_house, handed, judge, lead
from handschlag.organisation.tests.world import MONDAY

ADDRESS = "/handovers/news/"


class Asked(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.sam = cls.house.world.sam

    def setUp(self):
        self.client.force_login(self.sam)

    def ask(self, etag: str = ""):
        return self.client.get(ADDRESS, headers={"If-None-Match": etag} if etag else {})

    def test_as_long_as_nothing_changes_the_answer_is_empty_and_costs_one_query_besides_who_asks(self):
        handed(self.house)
        etag = self.ask()["ETag"]
        with self.assertNumQueries(3):  # session, user, and what is new
            answer = self.ask(etag)
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)

    def test_a_new_lead_is_counted_and_said_and_one_who_asked_for_contact_differently(self):
        etag = self.ask()["ETag"]
        handed(self.house)
        first = self.ask(etag).json()
        assert (first["waiting"], first["announced"]) == (1, "A new lead was handed over to you.")
        hand_over([judge(self.house, lead(self.house, "Hanna"), MONDAY + HOUR, asked=True)], MONDAY + HOUR)
        second = self.ask(etag).json()
        assert (second["waiting"], second["words"]) == (2, "2 leads wait for your answer")
        assert second["announced"] == "A lead who asked for contact was handed over to you."
        assert second["newest"] > first["newest"]

    def test_an_answer_changes_it_too_and_leaves_nothing_newer(self):
        handover = handed(self.house)
        before = self.ask()
        handover.accept(by=self.sam, at=MONDAY + HOUR)
        after = self.ask(before["ETag"])
        assert after.json()["waiting"] == after.json()["newest"] == 0

    def test_what_waits_for_others_is_none_of_ones_business(self):
        handed(self.house)
        self.client.force_login(self.house.world.lena)
        assert self.ask().json()["waiting"] == 0

    def test_only_sales_asks(self):
        for user in (self.house.world.mara, self.house.world.otto, self.house.world.nora):
            self.client.force_login(user)
            assert self.ask().status_code == 403
        assert Client().get(ADDRESS).status_code == 302
        assert self.client.post(ADDRESS).status_code == 405

    def test_asking_makes_no_session_live_longer(self):
        expires = Session.objects.get().expire_date
        for _time in range(3):
            answer = self.ask()
            assert "sessionid" not in answer.cookies
        assert Session.objects.get().expire_date == expires
        assert "no-store" in answer["Cache-Control"]

    def test_the_page_begins_with_what_the_question_answers(self):
        handed(self.house)
        page = self.client.get("/").content.decode()
        etag = self.ask()["ETag"].replace('"', "&quot;")
        assert f'data-news-etag="{etag}"' in page
        assert "data-news-count>1</span>" in page
        self.client.force_login(self.house.world.mara)
        assert "data-news" not in self.client.get("/").content.decode()

    def test_it_is_found_by_index(self):
        if connection.vendor != "sqlite":
            self.skipTest("with a handful of rows PostgreSQL reads the table")
        handed(self.house)
        with self.assertNumQueries(1):
            assert news(self.sam).waiting == 1
        waiting = Handover.objects.filter(rep=self.sam, is_open=True, acceptance=None).order_by().values("rep")
        plan = waiting.explain()
        assert re.search(r"SEARCH handover_handover USING INDEX \S*rep", plan)
        assert "SCAN" not in plan
