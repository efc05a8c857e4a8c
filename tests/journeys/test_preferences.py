"""What people allow: given only with proof, withdrawn without a login, and never talked back into life by others."""

from datetime import timedelta

from django.test import Client, TestCase

from handschlag.capture.models import OptIn, PreferenceKey, Touch, Waiting, accept
from handschlag.capture.tests.forms_world import JANA, mail_to, published, submit, token_in
from handschlag.capture.tests.world import message, website
from handschlag.journey.advance import advance, heed_objections
from handschlag.kernel.clock import now
from handschlag.ledger.models import Entry
from handschlag.organisation.tests.world import build_world
from handschlag.people.models import Consent, Contact, Lead, MarketingObjection, Purpose, with_basis
from handschlag.post.models import Message

NILS = {"email": "nils@nordwerk.example", "given_name": "Nils", "family_name": "Petersen"}


class PreferencesTest(TestCase):
    """Jana confirmed the newsletter; her mail holds the link to her preferences."""

    @classmethod
    def setUpTestData(cls):
        cls.at = now() - timedelta(hours=1)
        cls.world = build_world(cls.at)
        cls.form = published("newsletter", at=cls.at)
        submit(cls.form, cls.at, ticked=["email", "scoring"])
        body = mail_to(JANA["email"]).body
        cls.link = f"/p/{token_in(body, 'p')}/"
        opt_in = OptIn.with_token(token_in(body), cls.at)
        opt_in.confirm("", cls.at + timedelta(minutes=1))
        advance(cls.at + timedelta(minutes=2))
        cls.jana = Contact.objects.get()

    def allowed(self) -> set[str]:
        return {one.value for one in Purpose if with_basis([self.jana.id], one, now())}

    def test_a_confirmed_consent_stands_at_the_contact_with_its_proof(self):
        assert self.allowed() == {"email", "scoring"}
        consent = Consent.objects.get(purpose="email")
        assert consent.wording.startswith("I want to receive e-mails")
        assert consent.evidence["text"] == "email-1"
        assert consent.evidence["confirmed_at"] > consent.evidence["ticked_at"]

    def test_email_consent_never_unlocks_the_phone(self):
        assert "phone" not in self.allowed()

    def test_the_page_shows_what_stands_and_looking_changes_nothing(self):
        for _time in range(10):
            page = self.client.get(self.link)
        self.assertContains(page, "Allowed since", count=2)
        self.assertContains(page, "You have not allowed it", count=1)
        assert self.allowed() == {"email", "scoring"}

    def test_one_purpose_is_withdrawn_at_once_and_the_others_stay(self):
        answer = Client(enforce_csrf_checks=True).post(self.link, {"purpose": "email"})
        assert answer.status_code == 302
        assert self.allowed() == {"scoring"}
        self.assertContains(self.client.get(answer["Location"]), "Withdrawn on")

    def test_objecting_to_everything_covers_what_was_never_said(self):
        self.client.post(self.link, {"purpose": "all"})
        assert self.allowed() == set()
        assert Consent.objects.filter(purpose="phone", is_given=False).exists()
        self.client.post(self.link, {"purpose": "all"})
        assert self.allowed() == set()

    def test_nonsense_withdraws_nothing(self):
        self.client.post(self.link, {"purpose": "<b>"})
        self.client.post(self.link)
        assert self.allowed() == {"email", "scoring"}

    def test_an_objection_is_heeded_by_judging_the_open_leads_anew_and_opens_none(self):
        leads = Lead.objects.count()
        self.client.post(self.link, {"purpose": "scoring"})
        assert MarketingObjection.objects.get().heeded_at is None
        assert heed_objections(now()) == 1
        assert MarketingObjection.objects.get().heeded_at
        assert heed_objections(now()) == 0
        assert Lead.objects.count() == leads

    def test_the_ledger_knows_that_it_was_said_and_not_by_which_address(self):
        self.client.post(self.link, {"purpose": "email"})
        entry = Entry.objects.filter(fact="consent_recorded").order_by("-pk").first()
        assert entry
        assert "jana" not in str(entry.__dict__)

    def test_nobody_else_undoes_an_objection(self):
        self.client.post(self.link, {"purpose": "all"})
        contact = published("contact", at=self.at)
        submit(contact, now())
        advance(now())
        accept(
            website(),
            [
                message(
                    "Visit",
                    traits={"email": JANA["email"]},
                    properties={"consent": {"scoring": {"given": True, "basis": "legitimate_interest"}}},
                    timestamp=now().isoformat(),
                )
            ],
            now(),
        )
        advance(now())
        assert self.allowed() == set()

    def test_the_person_themself_may_consent_anew(self):
        self.client.post(self.link, {"purpose": "all"})
        submit(self.form, now(), ticked=["email"])
        opt_in = OptIn.with_token(token_in(mail_to(JANA["email"]).body), now())
        opt_in.confirm("", now())
        advance(now())
        assert self.allowed() == {"email"}

    def test_what_waits_for_confirmation_is_unticked(self):
        submit(self.form, now(), answers=NILS, ticked=["email"])
        body = mail_to(NILS["email"]).body
        link = f"/p/{token_in(body, 'p')}/"
        self.assertContains(self.client.get(link), "not confirmed yet")
        self.client.post(link, {"purpose": "email"})
        opt_in = OptIn.with_token(token_in(body), now())
        opt_in.confirm("", now())
        advance(now())
        new = Contact.objects.get(email=NILS["email"])
        assert not with_basis([new.id], Purpose.EMAIL, now())
        assert not Touch.objects.filter(kind="consent_confirmed", who="email:nils@nordwerk.example").exists()

    def test_saying_no_makes_nobody_known(self):
        MarketingObjection.make("email:stranger@elsewhere.example", list(Purpose.values), proof="", at=now())
        assert Contact.objects.count() == 1
        assert not Waiting.objects.exists()

    def test_a_link_is_mailed_to_whoever_asks_and_the_answer_is_always_the_same(self):
        pages = []
        for address in (JANA["email"], "stranger@elsewhere.example"):
            answer = self.client.post("/p/", {"email": address})
            pages.append(answer.content)
            assert f"/p/{token_in(mail_to(address).body, 'p')}/"
        assert pages[0] == pages[1]
        self.assertContains(
            self.client.get(f"/p/{token_in(mail_to('stranger@elsewhere.example').body, 'p')}/"),
            "You have not allowed it",
            count=3,
        )

    def test_asking_again_and_again_sends_no_more_than_a_few_mails(self):
        before = Message.objects.count()
        for _time in range(6):
            self.client.post("/p/", {"email": JANA["email"]})
        assert Message.objects.count() == before + 3

    def test_a_link_that_was_asked_for_is_good_for_a_day_and_no_unknown_one_ever(self):
        PreferenceKey.send(JANA["email"], "en", "", self.at - timedelta(days=2))
        old = PreferenceKey.objects.order_by("made_at").first()
        assert old
        assert PreferenceKey.with_token("guess", now()) is None
        assert old.expires_at < now()
        assert self.client.get("/p/guess/").status_code == 404
        assert self.client.post("/p/guess/", {"purpose": "all"}).status_code == 404

    def test_the_page_speaks_german(self):
        self.assertContains(self.client.get(self.link + "?lang=de"), "Allem widersprechen")
