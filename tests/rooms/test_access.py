"""Who gets past which door: every page and every call of the API, for every colleague, with the objects of others.

The table in ``access_table.py`` says it by hand; an address that is not in it fails. Whoever is not let in is refused before anything
is written.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from handschlag.handover.tests.stories import add_rep
from handschlag.kernel.clock import now
from handschlag.organisation.models import ApiToken, Scope, Team
from handschlag.people.models import Lead
from handschlag.website.api import api
from tests.furnished import furnish
from tests.rooms.access_table import BODIES, CALLS, PAGES, PUBLIC, WORDS
from tests.walking import CHOSEN, doors

EVERYBODY = "mtslxon"
STRANGER = "-"
NOBODY = "019b0000-0000-7000-8000-000000000000"
WRITING = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session)')
OUTCOMES = {401: "refused", 403: "refused", 405: "refused", 404: "nothing there"}


@dataclass(frozen=True)
class Knocking:
    """What came of it: ``past``, ``refused`` or ``nothing there``; and what was written."""

    outcome: str
    wrote: list[str]


def expected(row: str, letter: str) -> str:
    """``sl(x)``: Sam and Lena get past, for Olga there is nothing, everybody else is refused."""
    there, _bracket, absent = row.partition("(")
    return "past" if letter in there else "nothing there" if letter in absent else "refused"


class Doors(TestCase):
    """The furnished house of Mara (m), Theo (t, may sign), Sam (s), Lena (l, leads Sam's team, may sign), Otto (o: operations and data
    protection), Nora (n, no role), and Olga (x), a rep of another team to whom nothing belongs."""

    @classmethod
    def setUpTestData(cls) -> None:
        furnished = furnish(now() - timedelta(days=1))
        world = furnished.house.world
        olga = add_rep(
            furnished.house, "Olga", prefixes=["1"], team=Team.objects.create(name="North", leader=world.theo)
        )
        cls.colleagues = dict(
            zip(EVERYBODY, [world.mara, world.theo, world.sam, world.lena, olga, world.otto, world.nora], strict=True)
        )
        cls.ids = dict(furnished.ids) | {"lead": Lead.objects.order_by("id").values_list("id", flat=True)[0]}
        scopes = [scope.value for scope in Scope if scope != Scope.ON_BEHALF]
        cls.tokens = {
            letter: ApiToken.make("t", owner=user, scopes=scopes, at=now())[1]
            for letter, user in cls.colleagues.items()
        }
        for_reps = ApiToken.make("r", owner=world.otto, scopes=[*scopes, Scope.ON_BEHALF], at=now())[1]
        cls.on_behalf = {letter: (for_reps, cls.colleagues[letter].email) for letter in "sx"}
        ApiToken.objects.update(last_used_on=now().date())

    def setUp(self) -> None:
        logging.disable(logging.ERROR)
        self.addCleanup(logging.disable, logging.NOTSET)
        self.clients = {letter: Client() for letter in (*EVERYBODY, STRANGER)}
        for letter, user in self.colleagues.items():
            self.clients[letter].force_login(user, "allauth.account.auth_backends.AuthenticationBackend")

    def knock(self, letter: str, method: str, address: str, said: Any = None, **more: Any) -> Knocking:
        """Nothing of it lasts."""
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            answer: HttpResponse = getattr(self.clients[letter], method)(address, said, **more)
            transaction.set_rollback(True)
        sent_to_log_in = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        outcome = OUTCOMES.get(401 if sent_to_log_in else answer.status_code, "past")
        return Knocking(outcome, [one["sql"] for one in asked.captured_queries if WRITING.match(one["sql"])])

    def compare(self, name: str, row: str, knock: Any, letters: str = EVERYBODY) -> Iterator[str]:
        """What is not as the table says. Of those who get past one is enough: what they meet there is tested in the rooms."""
        past = [letter for letter in letters if expected(row, letter) == "past"][:1]
        for letter in letters:
            wanted = expected(row, letter)
            if wanted == "past" and letter not in past:
                continue
            found = knock(letter)
            if found.outcome != wanted:
                yield f"{name} {letter}: {found.outcome}, not {wanted}"
            elif found.wrote and wanted != "past":
                yield f"{name} {letter}: refused after writing {found.wrote[0][:80]}"

    def test_every_page_is_in_the_table(self) -> None:
        assert {name for name, _pattern in doors()} - PUBLIC == set(PAGES)

    def test_every_page_opens_for_those_of_the_table_alone(self) -> None:
        strange = []
        for name, address in self.pages():
            for method, row in zip(("get", "post"), PAGES[name], strict=True):
                letters = EVERYBODY + STRANGER if row else "mo-"  # a method a page does not know, it knows for nobody

                def knock(letter: str, method: str = method, address: str = address, name: str = name) -> Knocking:
                    return self.knock(letter, method, address, BODIES.get(name) if method == "post" else None)

                strange += self.compare(f"{method} {name}", row, knock, letters)
        assert strange == []

    def test_every_call_is_in_the_table(self) -> None:
        assert {name for name, _method, _path in self.calls()} == set(CALLS)

    def test_every_call_is_for_those_of_the_table_alone(self) -> None:
        strange = []
        for name, method, address in self.calls():

            def knock(letter: str, method: str = method, address: str = address, name: str = name) -> Knocking:
                return self.call(method, address, name, self.tokens[letter])

            strange += self.compare(name, CALLS[name], knock)
        assert strange == []

    def test_who_acts_for_a_rep_gets_past_the_doors_that_are_open_to_that_rep(self) -> None:
        strange = []
        for name, method, address in self.calls():
            of_others = not name.startswith(
                ("GET", "POST /handover", "POST /conversation")
            )  # no scope one acts for others with
            row = "" if of_others else CALLS[name] if name != "GET /health" else "sx"

            def knock(letter: str, method: str = method, address: str = address, name: str = name) -> Knocking:
                return self.call(method, address, name, *self.on_behalf[letter])

            strange += self.compare(name, row, knock, "sx")
        assert strange == []

    def test_no_call_is_answered_without_a_token_or_with_one_that_reaches_elsewhere(self) -> None:
        elsewhere = {
            scope: ApiToken.make("e", owner=self.colleagues["s"], scopes=[scope], at=now())[1]
            for scope in ("read", "capture")
        }
        ApiToken.objects.update(last_used_on=now().date())
        for name, method, address in self.calls():
            if name == "GET /health":
                continue
            other = elsewhere["read" if method != "get" else "capture"]
            for token in ("", "hs_made-up", other):
                found = self.call(method, address, name, token)
                assert (found.outcome, found.wrote) == ("refused", []), (name, token[:6])

    def call(self, method: str, address: str, name: str, token: str, on_behalf_of: str = "") -> Knocking:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"On-Behalf-Of": on_behalf_of} if on_behalf_of else {}
        said: dict[str, Any] = {} if method == "get" else {"content_type": "application/json"}
        body = None if method == "get" else BODIES.get(name, {})
        return self.knock(STRANGER, method, address, body, headers=headers, **said)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page with its address: of what is furnished, else of nothing."""
        for name, pattern in doors():
            if name not in PUBLIC:
                yield name, reverse(name, kwargs={word: self.word(name, word, pattern) for word in _words(pattern)})

    def word(self, name: str, word: str, pattern: URLPattern) -> Any:
        said = WORDS.get(f"{name} {word}") or CHOSEN.get(name, {}).get(word, word.removesuffix("_id"))
        if said in self.ids:
            return self.ids[said]
        if f"{name} {word}" in WORDS or word in CHOSEN.get(name, {}):
            return said
        return {"UUIDConverter": NOBODY, "IntConverter": 1, "StringConverter": "none", "SlugConverter": "none"}[
            type(_words(pattern)[word]).__name__
        ]

    def calls(self) -> Iterator[tuple[str, str, str]]:
        """Every call as ``GET /people/contacts/{contact_id}``, its method, and its address."""
        for path, methods in api.get_openapi_schema()["paths"].items():
            address = re.sub(r"{(\w+)}", lambda found: str(self.ids.get(found[1].removesuffix("_id"), NOBODY)), path)
            for method in methods:
                yield f"{method.upper()} {path.removeprefix('/api/v1')}", method, address


def _words(pattern: URLPattern) -> Mapping[str, Any]:
    words: Mapping[str, Any] = pattern.pattern.converters
    return words
