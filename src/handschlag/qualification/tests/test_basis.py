"""No basis, no scoring: consent, objection, restriction, suppression and the declared basis decide alike wherever it is asked."""

from datetime import timedelta
from unittest.mock import patch

from django.test import TestCase

from handschlag.capture.models import SuppressedBecause, Suppression
from handschlag.organisation.models import ScoringBasis
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.core.permission import SCORING, permission
from handschlag.people.models import (
    Consent,
    Contact,
    Erasure,
    MarketingObjection,
    Restriction,
    SuppressedContact,
    circumstances,
    declare_scoring_basis,
    has_basis_for_scoring,
    take_stirred,
)
from handschlag.qualification.models import qualify
from handschlag.qualification.tests.leads import agreed, lead_of, touch
from handschlag.qualification.tests.test_measure import small

LATER = MONDAY + timedelta(hours=1)


class NoBasisNoScoring(TestCase):
    def setUp(self):
        self.world = build_world()
        agreed(self.world, small(), MONDAY)
        self.lead = lead_of("anna@bauer.example", MONDAY)
        touch("anna@bauer.example", "demo_requested", MONDAY)

    def decision(self, at=LATER):
        """What qualification says; the decision of ``people`` must say the same."""
        [verdict] = qualify([self.lead.id], at) or [self.lead.standing.verdict]
        self.lead.refresh_from_db()
        scored = verdict.decision != "never"
        assert has_basis_for_scoring(self.lead.contact_id, at) is scored
        assert permission(SCORING, circumstances([self.lead.contact_id])[self.lead.contact_id], at).is_allowed is scored
        return verdict.decision

    def say(self, is_given, basis="consent", at=MONDAY):
        Consent.keep(
            [
                Consent(
                    contact_id=self.lead.contact_id,
                    purpose="scoring",
                    is_given=is_given,
                    basis=basis,
                    happened_at=at,
                    known_at=at,
                )
            ],
            by=None,
            at=at,
        )

    def test_a_declared_interest_is_a_basis(self):
        assert self.decision() == "qualified"

    def test_where_the_house_declared_none_only_who_consented_is_scored(self):
        declare_scoring_basis("none", "", by=self.world.otto, at=MONDAY)
        assert take_stirred(10) == {self.lead.id}
        assert self.decision() == "never"
        self.say(True, at=LATER)
        assert self.decision(LATER + timedelta(minutes=1)) == "qualified"

    def test_before_the_first_declaration_there_is_no_basis(self):
        ScoringBasis.objects.all().delete()
        assert self.decision() == "never"

    def test_an_objection_ends_scoring_at_once_and_no_import_undoes_it(self):
        MarketingObjection.enter(self.lead.contact, by=self.world.otto, at=MONDAY)
        self.say(True, "legitimate_interest", LATER)
        assert self.decision() == "never"

    def test_a_restriction_ends_scoring_until_it_is_lifted(self):
        restriction = Restriction.impose(self.lead.contact, "disputed", by=self.world.otto, at=MONDAY)
        assert take_stirred(10) == {self.lead.id}
        assert self.decision() == "never"
        restriction.lift(by=self.world.otto, at=LATER)
        assert take_stirred(10) == {self.lead.id}
        assert self.decision(LATER) == "qualified"

    def test_a_suppressed_contact_is_not_scored_even_with_consent(self):
        self.say(True)
        Suppression.add(["email:anna@bauer.example"], SuppressedBecause.LISTED, MONDAY)
        SuppressedContact.mark([self.lead.contact_id], MONDAY)
        assert self.decision() == "never"

    def test_an_erased_contact_is_not_scored(self):
        Contact.objects.update(erased_at=MONDAY)
        Erasure.objects.create(contact_id=self.lead.contact_id, reason="request", at=MONDAY)
        assert self.decision() == "never"

    def test_many_blocked_people_are_found_as_few_are(self):
        Restriction.impose(self.lead.contact, "", by=self.world.otto, at=MONDAY)
        with patch("handschlag.qualification.models.evidence.permitted.FEW", 0):
            assert self.decision() == "never"
