from django.test import TestCase

from handschlag.capture.models import Touch, accept
from handschlag.capture.tests.world import message, website
from handschlag.kernel.ids import new_id
from handschlag.organisation.models import ApiToken
from handschlag.organisation.tests.world import MONDAY, build_world
from handschlag.people.models import ClosedBecause, Contact, Lead, identify

ROOT = "/api/v1/people"


class Programs(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = build_world()
        accept(website(), [message(traits={"email": "anna@bauer.example", "lastName": "Bauer"})], MONDAY)
        identify(list(Touch.objects.all()), MONDAY)
        cls.anna, cls.lead = Contact.objects.get(), Lead.objects.get()

    def token(self, owner, *scopes):
        _token, secret = ApiToken.make("test", owner=owner, scopes=scopes, at=MONDAY)
        return {"Authorization": f"Bearer {secret}"}

    def get(self, path, owner=None, scope="read", **query):
        return self.client.get(f"{ROOT}{path}", query, headers=self.token(owner or self.world.mara, scope))

    def enter(self, owner=None, scope="capture", **body):
        headers = self.token(owner or self.world.mara, scope)
        return self.client.post(f"{ROOT}/contacts", body, content_type="application/json", headers=headers)

    def test_contacts_and_leads_are_read(self):
        assert [item["email"] for item in self.get("/contacts").json()["items"]] == ["anna@bauer.example"]
        assert self.get("/contacts", email="nobody@x.example").json()["count"] == 0
        assert self.get(f"/contacts/{self.anna.id}").json()["company"]["domain"] == "bauer.example"
        assert self.get("/leads", is_open=True).json()["items"][0]["closed_because"] is None
        self.lead.close(ClosedBecause.LOST, MONDAY, MONDAY, by=None)
        assert self.get(f"/leads/{self.lead.id}").json()["closed_because"] == "lost"
        assert self.get("/leads", is_open=True).json()["count"] == 0

    def test_unknown_ids_are_unknown(self):
        assert self.get(f"/contacts/{new_id()}").status_code == self.get(f"/leads/{new_id()}").status_code == 404

    def test_a_contact_is_entered_once(self):
        answer = self.enter(email="Ben@x.example", given_name="Ben")
        assert (answer.status_code, answer.json()["email"]) == (201, "ben@x.example")
        assert self.enter(email="ben@x.example").status_code == 409

    def test_nonsense_and_unknown_fields_are_refused(self):
        assert self.enter(email="no address").status_code == 409
        assert self.enter(email="c@x.example", is_staff=True).status_code == 422
        assert Contact.objects.count() == 1

    def test_scopes_and_roles_are_kept(self):
        assert self.get("/contacts", scope="market").status_code == 403
        assert self.get("/contacts", owner=self.world.nora).status_code == 403
        assert self.enter(scope="read", email="d@x.example").status_code == 403
        assert self.enter(owner=self.world.otto, email="d@x.example").status_code == 403
        assert self.client.get(f"{ROOT}/contacts").status_code == 401
        assert Contact.objects.count() == 1

    def test_touches_are_read_by_marketing(self):
        def status(owner):
            return self.client.get("/api/v1/capture/touches", headers=self.token(owner, "read")).status_code

        assert status(self.world.mara) == 200
        assert status(self.world.sam) == 403
