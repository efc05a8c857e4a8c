"""Colleagues are added, corrected, deactivated; roles are given and taken."""

import pytest
from django.core import mail
from django.test import TestCase

from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import ApiToken, Role, User
from handschlag.organisation.tests.world import MONDAY, World, build_world
from handschlag.post.models import Message, deliver_due


class AColleague(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def test_is_added_by_operations_and_the_ledger_knows(self) -> None:
        ida = User.objects.add("Ida@Musterwerk.Example", "Ida", by=self.world.otto, at=MONDAY)
        entry = Entry.objects.get(fact="user_added")
        assert (entry.actor, entry.subject_id) == (str(self.world.otto.id), str(ida.id))
        assert ida.email == "ida@musterwerk.example"
        assert not ida.has_usable_password()
        assert not ida.has_any_role

    def test_has_an_address_of_their_own(self) -> None:
        with pytest.raises(Refused):
            User.objects.add("SAM@musterwerk.example", "Another Sam", by=self.world.otto, at=MONDAY)
        with pytest.raises(Refused):
            self.world.mara.change(
                name="Mara", email="Sam@musterwerk.example", language="de", by=self.world.otto, at=MONDAY
            )

    def test_name_and_address_never_stand_in_the_ledger(self) -> None:
        self.world.mara.change(
            name="Mara Stein", email="m.stein@musterwerk.example", language="en", by=self.world.otto, at=MONDAY
        )
        entry = Entry.objects.get(fact="user_changed")
        assert entry.payload_json == '{"fields":["name","email","language"]}'

    def test_a_former_address_opens_nothing(self) -> None:
        mara = self.world.mara
        self.client.post("/accounts/login/", {"login": mara.email, "password": "a long enough password"})
        mara.change(name="Mara", email="m.stein@musterwerk.example", language="de", by=self.world.otto, at=MONDAY)
        self.client.logout()
        self.client.post("/accounts/login/", {"login": "mara@musterwerk.example", "password": "a long enough password"})
        assert "_auth_user_id" not in self.client.session

    def test_receives_an_invitation_with_a_link_to_set_a_password(self) -> None:
        ida = User.objects.add("ida@musterwerk.example", "Ida", by=self.world.otto, at=MONDAY, language="de")
        ida.invite(by=self.world.otto, at=MONDAY)
        deliver_due(MONDAY)
        [sent] = mail.outbox
        assert sent.to == ["ida@musterwerk.example"]
        link = next(word for word in sent.body.split() if "/accounts/password/reset/key/" in word)
        page = self.client.get(link, follow=True)
        self.client.post(
            page.request["PATH_INFO"], {"password1": "Kranich und Laterne", "password2": "Kranich und Laterne"}
        )
        ida.refresh_from_db()
        assert ida.check_password("Kranich und Laterne")

    def test_a_name_cannot_bring_a_header_into_the_invitation(self) -> None:
        ida = User.objects.add("ida@musterwerk.example", "Ida\r\nBcc: x@y.example", by=self.world.otto, at=MONDAY)
        ida.invite(by=self.world.otto, at=MONDAY)
        assert "\n" not in Message.objects.get().subject

    def test_who_is_deactivated_can_no_longer_log_in_nor_any_program_of_theirs(self) -> None:
        _token, secret = ApiToken.make("crm", owner=self.world.mara, scopes=["read"], at=MONDAY)
        self.client.force_login(self.world.mara)
        self.world.mara.deactivate(by=self.world.otto, at=MONDAY)
        assert self.client.get("/organisation/me/").status_code == 302
        assert ApiToken.of(secret) is None

    def test_who_is_let_in_again_has_the_roles_held_before(self) -> None:
        self.world.mara.deactivate(by=self.world.otto, at=MONDAY)
        self.world.mara.reactivate(by=self.world.otto, at=MONDAY)
        assert User.objects.get(pk=self.world.mara.pk).is_active
        assert self.world.mara.is_marketing
        assert list(Entry.objects.filter(fact__startswith="user_").values_list("fact", flat=True)) == [
            "user_deactivated",
            "user_reactivated",
        ]

    def test_who_may_not_log_in_is_not_invited(self) -> None:
        self.world.mara.deactivate(by=self.world.otto, at=MONDAY)
        with pytest.raises(Refused):
            self.world.mara.invite(by=self.world.otto, at=MONDAY)


class ARole(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def test_given_twice_is_one_role_and_one_fact(self) -> None:
        self.world.nora.give_role(Role.SALES, by=self.world.otto, at=MONDAY)
        self.world.nora.give_role(Role.SALES, by=self.world.otto, at=MONDAY)
        assert Entry.objects.filter(fact="role_given", subject_id=str(self.world.nora.id)).count() == 1

    def test_roles_become_exactly_those_wanted(self) -> None:
        self.world.mara.hold_roles([Role.SALES, Role.DATA_PROTECTION], by=self.world.otto, at=MONDAY)
        assert self.world.mara.roles == {Role.SALES, Role.DATA_PROTECTION}

    def test_the_last_of_operations_stays(self) -> None:
        otto = self.world.otto
        for attempt in (
            lambda: otto.take_role(Role.OPERATIONS, by=otto, at=MONDAY),
            lambda: otto.hold_roles([], by=otto, at=MONDAY),
            lambda: otto.deactivate(by=otto, at=MONDAY),
        ):
            with pytest.raises(Refused):
                attempt()
        assert User.objects.get(pk=otto.pk).is_operations
        assert User.objects.get(pk=otto.pk).is_data_protection

    def test_a_deactivated_colleague_does_not_run_operations(self) -> None:
        self.world.mara.give_role(Role.OPERATIONS, by=self.world.otto, at=MONDAY)
        self.world.mara.deactivate(by=self.world.otto, at=MONDAY)
        with pytest.raises(Refused):
            self.world.otto.take_role(Role.OPERATIONS, by=self.world.otto, at=MONDAY)

    def test_operations_goes_where_a_second_one_runs_it(self) -> None:
        self.world.mara.give_role(Role.OPERATIONS, by=self.world.otto, at=MONDAY)
        self.world.otto.take_role(Role.OPERATIONS, by=self.world.mara, at=MONDAY)
        assert not self.world.otto.is_operations
