from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import TestCase

from handschlag.agreement.models import Commencement, Signature, State, Version
from handschlag.agreement.tests.terms import SMALL, small
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Mandate, OnePersonMode, Side
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world

HOUR = timedelta(hours=1)


class TestVerbs(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def proposed(self, **changes: object) -> Version:
        version = Version.draft(small(**changes), by=self.world.mara, at=MONDAY)
        version.propose(by=self.world.mara, at=MONDAY)
        return version

    def sealed(self, at=MONDAY, **changes: object) -> Version:
        version = self.proposed(**changes)
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, at)
        version.sign(Side.SALES, self.world.lena, PASSWORD, at)
        return version

    def facts(self) -> list[str]:
        return list(Entry.objects.filter(subject_kind="agreement_version").values_list("fact", flat=True))

    def test_drafts_are_numbered_one_after_another(self) -> None:
        one = Version.draft(small(), by=self.world.mara, at=MONDAY)
        one.discard(by=self.world.mara, at=MONDAY)
        two = Version.draft(SMALL, by=self.world.sam, at=MONDAY, based_on=one)
        assert (one.number, two.number, two.based_on) == (1, 2, one)
        assert self.facts() == ["agreement_drafted", "agreement_discarded", "agreement_drafted"]

    def test_who_has_no_role_and_no_mandate_may_not_draft(self) -> None:
        for nobody in (self.world.nora, self.world.otto):
            with pytest.raises(Refused):
                Version.draft(small(), by=nobody, at=MONDAY)
        assert not Version.objects.exists()

    def test_a_mandate_alone_is_enough_to_draft(self) -> None:
        Mandate.objects.create(
            holder=self.world.nora, side=Side.SALES, from_on=MONDAY.date(), until_on=MONDAY.date(), given_at=MONDAY
        )
        Version.draft(small(), by=self.world.nora, at=MONDAY)
        with pytest.raises(Refused):
            Version.draft(small(), by=self.world.nora, at=MONDAY + timedelta(days=1))

    def test_terms_outside_the_grammar_are_refused_with_place_and_reason(self) -> None:
        with pytest.raises(Refused, match=r"thresholds\.points: must be at least 1"):
            Version.draft(SMALL | {"thresholds": {"points": 0}}, by=self.world.mara, at=MONDAY)

    def test_a_draft_can_be_revised_and_a_proposal_cannot(self) -> None:
        version = Version.draft(small(), by=self.world.mara, at=MONDAY)
        first = version.hash
        version.revise(small(sales_capacity_per_week=9), by=self.world.sam, at=MONDAY)
        assert version.hash != first
        assert Version.objects.get().parsed.sales_capacity_per_week == 9
        version.propose(by=self.world.mara, at=MONDAY)
        with pytest.raises(Refused):
            version.revise(small(), by=self.world.mara, at=MONDAY)
        with pytest.raises(Refused):
            version.propose(by=self.world.mara, at=MONDAY)
        assert Version.objects.get().parsed.sales_capacity_per_week == 9

    def test_in_force_with_the_second_signature_and_not_before(self) -> None:
        version = self.proposed()
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        assert version.state(MONDAY) is State.SIGNED_BY_ONE
        assert Version.in_force(MONDAY + HOUR) is None
        version.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY + HOUR)
        assert Version.in_force(MONDAY) is None
        assert Version.in_force(MONDAY + HOUR) == version
        assert version.state(MONDAY + HOUR) is State.IN_FORCE
        assert self.facts()[-3:] == ["agreement_signed_for_marketing", "agreement_signed_for_sales", "agreement_sealed"]
        assert {signature.hash for signature in version.signatures.all()} == {version.hash}

    def test_the_next_version_supersedes(self) -> None:
        first, second = self.sealed(), self.sealed(at=MONDAY + HOUR, sales_capacity_per_week=9)
        assert Version.in_force(MONDAY) == first
        assert Version.in_force(MONDAY + HOUR) == second
        assert first.state(MONDAY + HOUR) is State.SUPERSEDED

    def test_a_version_may_wait_for_a_proposed_moment(self) -> None:
        version = Version.draft(small(), by=self.world.mara, at=MONDAY)
        version.propose(by=self.world.mara, at=MONDAY, from_at=MONDAY + 5 * HOUR)
        version.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY)
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        assert version.state(MONDAY) is State.SEALED
        assert Version.in_force(MONDAY + 5 * HOUR) == version

    def refuses_to_sign(self, version: Version, side: Side, by: object, password: str = PASSWORD, at=MONDAY) -> None:
        before = (Signature.objects.count(), Entry.objects.count(), Commencement.objects.count())
        with pytest.raises(Refused):
            version.sign(side, by, password, at)  # type: ignore[arg-type]
        assert before == (Signature.objects.count(), Entry.objects.count(), Commencement.objects.count())

    def test_nobody_signs_without_the_password(self) -> None:
        self.refuses_to_sign(self.proposed(), Side.MARKETING, self.world.theo, "guessed")

    def test_nobody_signs_without_a_mandate_for_that_side(self) -> None:
        version = self.proposed()
        self.refuses_to_sign(version, Side.SALES, self.world.theo)
        self.refuses_to_sign(version, Side.MARKETING, self.world.mara)

    def test_a_mandate_counts_on_the_local_day(self) -> None:
        Mandate.objects.filter(holder=self.world.theo).update(until_on=MONDAY.date())
        late = MONDAY.replace(hour=23, minute=30)  # Tuesday, 0:30 in Berlin
        self.refuses_to_sign(self.proposed(), Side.MARKETING, self.world.theo, at=late)
        Mandate.objects.filter(holder=self.world.lena).update(from_on=date(2026, 3, 3))
        version = self.proposed()
        version.sign(Side.SALES, self.world.lena, PASSWORD, late)

    def test_nobody_signs_for_both_sides(self) -> None:
        Mandate.objects.create(holder=self.world.theo, side=Side.SALES, from_on=MONDAY.date(), given_at=MONDAY)
        version = self.proposed()
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        self.refuses_to_sign(version, Side.SALES, self.world.theo)
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(version=version, side=Side.SALES, by=self.world.theo, at=MONDAY, hash=version.hash)

    def test_no_side_signs_twice(self) -> None:
        version = self.proposed()
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        self.refuses_to_sign(version, Side.MARKETING, self.world.theo)

    def test_a_founder_alone_signs_for_both_sides_and_it_is_written_down(self) -> None:
        OnePersonMode.objects.create(declared_by=self.world.theo, declared_at=MONDAY)
        Mandate.objects.create(holder=self.world.theo, side=Side.SALES, from_on=MONDAY.date(), given_at=MONDAY)
        version = self.proposed()
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        version.sign(Side.SALES, self.world.theo, PASSWORD, MONDAY)
        assert Version.in_force(MONDAY) == version
        assert all(signature.in_one_person_mode for signature in version.signatures.all())
        assert "agreement_signed_for_sales_alone" in self.facts()

    def test_a_signature_names_its_mandate(self) -> None:
        version = self.sealed()
        assert {signature.mandate for signature in version.signatures.all()} == set(Mandate.objects.all())
        Signature.objects.update(mandate=None)
        migration = import_module("handschlag.agreement.migrations.0006_former_signatures_name_their_mandate")
        migration.name_mandates(apps, None)
        assert {signature.mandate for signature in Signature.objects.all()} == set(Mandate.objects.all())

    def test_it_never_comes_into_force_before_it_was_signed(self) -> None:
        version = self.proposed()
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY + HOUR)
        version.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY)  # a clock that is behind
        assert version.commencement.from_at == MONDAY + HOUR

    def test_changed_terms_cannot_be_signed(self) -> None:
        version = self.proposed()
        Version.objects.filter(pk=version.pk).update(terms=small(sales_capacity_per_week=1).plain())
        self.refuses_to_sign(version, Side.MARKETING, self.world.theo)

    def test_drafts_withdrawn_and_sealed_versions_cannot_be_signed(self) -> None:
        draft = Version.draft(small(), by=self.world.mara, at=MONDAY)
        self.refuses_to_sign(draft, Side.MARKETING, self.world.theo)
        withdrawn = self.proposed()
        withdrawn.withdraw(by=self.world.mara, at=MONDAY)
        assert withdrawn.state(MONDAY) is State.WITHDRAWN
        self.refuses_to_sign(withdrawn, Side.MARKETING, self.world.theo)
        self.refuses_to_sign(self.sealed(), Side.MARKETING, self.world.theo)

    def test_what_both_signed_cannot_be_taken_back(self) -> None:
        version = self.sealed()
        with pytest.raises(Refused):
            version.withdraw(by=self.world.mara, at=MONDAY)
        with pytest.raises(Refused):
            version.discard(by=self.world.mara, at=MONDAY)
