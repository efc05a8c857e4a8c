"""A draft carries evidence, and both sides sign it with the terms."""

from __future__ import annotations

import hashlib
import json

import pytest
import rfc8785
from django.test import TestCase

from handschlag.agreement.models import Evidence, Version
from handschlag.agreement.tests.stories import HOUR, backtest, drafted
from handschlag.agreement.tests.terms import small
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Side
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world


class ADraftWithEvidence(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def setUp(self) -> None:
        self.version = drafted(self.world)

    def attach(self, **more: object) -> Evidence:
        return self.version.attach_evidence(backtest(self.version, **more), by=self.world.mara, at=MONDAY)

    def test_is_signed_together_with_it(self) -> None:
        alone = self.version.hash_to_sign
        self.attach()
        self.version.propose(by=self.world.mara, at=MONDAY)
        signature = self.version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY + HOUR)
        both = {"evidence": backtest(self.version), "terms": small().plain()}
        assert signature.hash == hashlib.sha256(rfc8785.dumps(both)).hexdigest() == self.version.hash_to_sign
        assert alone == self.version.hash != signature.hash

    def test_keeps_the_document_exactly_as_it_is_hashed(self) -> None:
        evidence = self.attach(note="Ümläut \u20ac", small=1e-9)
        stored = Evidence.objects.get()
        assert stored.document == backtest(self.version, note="Ümläut \u20ac", small=1e-9)
        assert hashlib.sha256(stored.document_json.encode()).hexdigest() == evidence.hash
        assert json.loads(Entry.objects.get(fact="agreement_evidence_attached").payload_json) == {
            "number": 1,
            "kind": "backtest",
            "hash": evidence.hash,
        }

    def test_takes_the_latest_one(self) -> None:
        self.attach()
        second = self.attach(kept=41)
        assert Evidence.objects.get().hash == second.hash

    def test_loses_it_when_its_terms_change_and_keeps_it_when_they_do_not(self) -> None:
        self.attach()
        self.version.revise(small(), by=self.world.sam, at=MONDAY)
        assert Version.objects.get().carried_evidence
        self.version.revise(small(sales_capacity_per_week=9), by=self.world.sam, at=MONDAY)
        assert not Evidence.objects.exists()
        assert self.version.hash_to_sign == self.version.hash

    def test_takes_none_that_was_made_for_other_terms(self) -> None:
        document = backtest(self.version)
        self.version.revise(small(sales_capacity_per_week=9), by=self.world.sam, at=MONDAY)
        with pytest.raises(Refused, match="other terms"):
            self.version.attach_evidence(document, by=self.world.mara, at=MONDAY)

    def test_takes_nothing_that_is_no_evidence(self) -> None:
        good = backtest(self.version)
        deep: object = 0
        for _level in range(5_000):
            deep = [deep]
        for bad in (
            [good],
            {},
            good | {"kind": "Back test"},
            good | {"made_at": "yesterday"},
            good | {"made_at": "2026-03-02T09:00:00"},
            good | {"terms_hash": self.version.hash.upper()},
            good | {"share": float("nan")},
            good | {"big": 2**60},
            good | {"text": "\ud800"},
            good | {"deep": deep},
            good | {"long": "x" * 500_000},
        ):
            with pytest.raises(Refused):
                self.version.attach_evidence(bad, by=self.world.mara, at=MONDAY)  # type: ignore[arg-type]
        assert not Evidence.objects.exists()
        assert not Entry.objects.filter(fact="agreement_evidence_attached").exists()

    def test_is_bounded_by_bytes_not_by_characters(self) -> None:
        room = 500_000 - len(rfc8785.dumps(backtest(self.version, long="")))
        self.attach(long="x" * room)
        for too_much in ("x" * (room + 1), "ü" * (room // 2 + 1)):
            with pytest.raises(Refused, match="500 KB"):
                self.attach(long=too_much)

    def test_takes_none_once_it_is_proposed_nor_from_who_may_not_draft(self) -> None:
        with pytest.raises(Refused):
            self.version.attach_evidence(backtest(self.version), by=self.world.otto, at=MONDAY)
        self.version.propose(by=self.world.mara, at=MONDAY)
        with pytest.raises(Refused):
            self.attach()
        assert not Evidence.objects.exists()

    def test_is_not_signed_where_terms_or_evidence_were_changed_behind_its_back(self) -> None:
        self.attach()
        self.version.propose(by=self.world.mara, at=MONDAY)
        stored = Evidence.objects.get()
        for changed in (
            {"document_json": stored.document_json.replace("40", "41")},
            {"document_json": stored.document_json.replace("40", "41"), "hash": "0" * 64},
            {"hash_with_terms": "0" * 64},
        ):
            Evidence.objects.update(**changed)
            with pytest.raises(Refused):
                Version.objects.get().sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
            stored.save()
        Version.objects.update(terms=small(sales_capacity_per_week=9).plain())
        with pytest.raises(Refused):
            Version.objects.get().sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)

    def test_both_signatures_cover_one_hash(self) -> None:
        self.attach()
        self.version.propose(by=self.world.mara, at=MONDAY)
        self.version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        Evidence.objects.all().delete()
        with pytest.raises(Refused):
            Version.objects.get().sign(Side.SALES, self.world.lena, PASSWORD, MONDAY)
