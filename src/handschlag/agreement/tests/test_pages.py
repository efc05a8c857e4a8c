"""Every page: works, refuses who has no role, refuses who may not, rejects GET where something changes, unknown number."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import TestCase
from django.urls import reverse

from handschlag.agreement.core import yaml_form
from handschlag.agreement.models import State, Version
from handschlag.agreement.starters import starter, starter_text
from handschlag.agreement.tests.filling import posted_of
from handschlag.agreement.tests.terms import full, small
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Side, User
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
GETS = ("current", "versions", "new", "keys")
OF_A_VERSION = ("version", "yaml", "evidence", "proof", "edit", "edit_yaml")
POSTS = ("propose", "sign", "withdraw", "comment", "suspend")


class Pages(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def setUp(self) -> None:
        cache.clear()
        self.draft = Version.draft(small(), by=self.world.mara, at=MONDAY)

    def as_(self, user: User) -> None:
        self.client.force_login(user, BACKEND)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"agreement:{name}", args=args)

    def sealed(self) -> Version:
        self.draft.propose(by=self.world.mara, at=MONDAY)
        self.draft.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        self.draft.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY)
        return self.draft


class TestWhoMayCome(Pages):
    def test_nobody_comes_in_without_logging_in(self) -> None:
        for name in GETS:
            self.assertRedirects(
                self.client.get(self.url(name)),
                f"/accounts/login/?next={self.url(name)}",
                fetch_redirect_response=False,
            )

    def test_nora_sees_nothing_and_changes_nothing(self) -> None:
        self.as_(self.world.nora)
        for name in GETS:
            assert self.client.get(self.url(name)).status_code == 403
        for name in OF_A_VERSION:
            assert self.client.get(self.url(name, 1)).status_code == 403
        for name in POSTS:
            assert self.client.post(self.url(name, 1)).status_code == 403
        assert self.client.post(self.url("draft", "machine_builder")).status_code == 403
        assert Version.objects.count() == 1

    def test_everybody_with_a_role_reads(self) -> None:
        for user in (self.world.mara, self.world.sam, self.world.otto):
            self.as_(user)
            for address in (self.url("current"), self.url("versions"), self.url("version", 1), self.url("yaml", 1)):
                assert self.client.get(address).status_code == 200

    def test_who_may_not_draft_is_refused(self) -> None:
        self.as_(self.world.otto)
        assert self.client.get(self.url("new")).status_code == 403
        assert self.client.get(self.url("edit", 1)).status_code == 403
        assert self.client.post(self.url("edit_yaml", 1), {"text": "x"}).status_code == 403
        assert self.client.post(self.url("draft", "1")).status_code == 403
        before = Entry.objects.count()
        self.client.post(self.url("propose", 1))
        self.client.post(self.url("withdraw", 1))
        assert Version.objects.get().state(MONDAY) is State.DRAFT
        assert Entry.objects.count() == before

    def test_what_changes_something_is_not_got(self) -> None:
        self.as_(self.world.mara)
        for name in POSTS:
            assert self.client.get(self.url(name, 1)).status_code == 405
        assert self.client.get(self.url("draft", "machine_builder")).status_code == 405

    def test_unknown_numbers_are_404(self) -> None:
        self.as_(self.world.mara)
        for name in OF_A_VERSION:
            assert self.client.get(self.url(name, 99)).status_code == 404
        for name in POSTS:
            assert self.client.post(self.url(name, 99), {"side": "sales", "password": "x"}).status_code in {404, 302}
        assert self.client.post(self.url("draft", "nonsense")).status_code == 404


class TestReading(Pages):
    def test_before_the_first_agreement_the_page_says_how_to_come_to_one(self) -> None:
        self.as_(self.world.mara)
        self.assertContains(self.client.get(self.url("current")), "Draft the first agreement")
        self.as_(self.world.otto)
        self.assertNotContains(self.client.get(self.url("current")), "Draft the first agreement")

    def test_the_agreement_in_force_stands_there_with_both_signatures_and_its_hash(self) -> None:
        version = self.sealed()
        self.as_(self.world.sam)
        page = self.client.get(self.url("current"))
        for text in (version.hash, "Theo", "Lena", "A small agreement", "at least 60 points", "Webinar"):
            self.assertContains(page, text)
        self.assertContains(self.client.get(self.url("current") + "?language=de"), "mindestens 60 Punkte")

    def test_a_version_shows_what_changes_against_the_one_in_force(self) -> None:
        self.sealed()
        Version.draft(small(sales_capacity_per_week=9), by=self.world.mara, at=MONDAY, based_on=self.draft)
        self.as_(self.world.sam)
        self.assertContains(self.client.get(self.url("version", 2)), "takes each week is now 9 instead of 25.")

    def test_terms_can_be_taken_away_as_yaml_and_give_the_same_hash(self) -> None:
        self.as_(self.world.otto)
        page = self.client.get(self.url("yaml", 1))
        assert page["Content-Disposition"] == 'attachment; filename="agreement-1.yaml"'
        assert yaml_form.read(page.content.decode()).fingerprint() == self.draft.hash

    def test_labels_are_escaped(self) -> None:
        Version.draft(small(title="<script>alert(1)</script>"), by=self.world.mara, at=MONDAY)
        self.as_(self.world.sam)
        self.assertNotContains(self.client.get(self.url("version", 2)), "<script>alert")


class TestDrafting(Pages):
    def filled(self, **changes: Any) -> dict[str, Any]:
        """What a browser posts from the form as it is shown, with changes."""
        page = self.client.get(self.url("edit", 1))
        return posted_of(page.context["form"], **changes)

    def saved(self, posted: dict[str, Any]) -> HttpResponse:
        return self.client.post(self.url("edit", 1), posted)  # type: ignore[return-value]

    def setUp(self) -> None:
        super().setUp()
        self.as_(self.world.mara)

    def test_a_template_becomes_a_draft(self) -> None:
        self.assertRedirects(self.client.post(self.url("draft", "machine_builder")), self.url("edit", 2))
        assert Version.objects.get(number=2).parsed == starter("machine_builder", "en")
        assert self.client.get(self.url("edit", 2)).status_code == 200

    def test_a_version_becomes_a_draft_based_on_it(self) -> None:
        self.client.post(self.url("draft", "1"))
        assert Version.objects.get(number=2).based_on == self.draft

    def test_saving_the_form_as_it_is_changes_nothing(self) -> None:
        self.assertRedirects(self.saved(self.filled()), self.url("version", 1))
        assert Version.objects.get().hash == self.draft.hash

    def test_the_whole_template_survives_the_form(self) -> None:
        self.draft.revise(starter("machine_builder"), by=self.world.mara, at=MONDAY)
        self.saved(self.filled())
        assert Version.objects.get().parsed == starter("machine_builder")

    def test_what_no_field_shows_stays_as_it_was(self) -> None:
        agreed = full(sales={"accept_within": {"days": 2}, "attempts": {"at_least": 4, "within": {"days": 14}}})
        self.draft.revise(agreed, by=self.world.mara, at=MONDAY)
        self.assertRedirects(self.saved(self.filled()), self.url("version", 1))
        assert Version.objects.get().parsed == agreed
        self.saved(
            self.filled(
                **{
                    "title": "Other",
                    "return_reasons-1-en": "Later",
                    "sales__accept_within": "6",
                    "sales__accept_within_unit": "working_hours",
                }
            )
        )
        changed = Version.objects.get().parsed
        assert (changed.title, changed.sales.accept_within.working_hours) == ("Other", 6)
        assert changed.return_reasons[1].then is not None
        assert (changed.procedures, changed.routing, changed.thresholds) == (
            agreed.procedures,
            agreed.routing,
            agreed.thresholds,
        )

    def test_an_emptied_time_is_a_mistake_at_its_field(self) -> None:
        page = self.saved(self.filled(sales__accept_within=""))
        assert page.status_code == 422
        assert page.context["form"].general.errors["sales__accept_within"]  # type: ignore[attr-defined]

    def test_criteria_are_changed_removed_and_added(self) -> None:
        posted = self.filled(**{"interest-0-points": "30", "interest-1-DELETE": "on", "fit-TOTAL_FORMS": "3"})
        posted |= {
            "fit-2-label": "Language",
            "fit-2-attribute": "language",
            "fit-2-comparison": "equals",
            "fit-2-values": "de",
            "fit-2-points": "5",
        }
        self.assertRedirects(self.saved(posted), self.url("version", 1))
        terms = Version.objects.get().parsed
        assert [(part.key, part.points) for part in terms.interest] == [("webinar", 30)]
        assert (terms.fit[2].key, terms.fit[2].values, terms.fit[2].points) == ("language", ("de",), 5)

    def test_another_row_is_added_without_saving_and_without_javascript(self) -> None:
        page = self.saved(self.filled(add="fit", title="Changed"))
        self.assertContains(page, 'name="fit-2-label"')
        self.assertContains(page, "Changed")
        assert Version.objects.get().hash == self.draft.hash

    def test_an_empty_added_row_is_no_mistake(self) -> None:
        posted = self.filled(**{"fit-TOTAL_FORMS": "3", "fit-2-comparison": "in"})
        self.assertRedirects(self.saved(posted), self.url("version", 1))

    def test_mistakes_stand_at_their_field(self) -> None:
        page = self.saved(
            self.filled(**{"fit-0-values": "", "thresholds__points": "0", "interest-0-window_days": "9999"})
        )
        assert page.status_code == 422
        form = page.context["form"]  # type: ignore[attr-defined]
        assert form.general.errors["thresholds__points"] == ["must be at least 1"]
        assert form.lists["fit"][0].non_field_errors() == ["“in” needs at least one value"]
        assert form.lists["interest"][0].errors["window_days"] == ["must be at most 1825"]
        assert Version.objects.get().hash == self.draft.hash

    def test_yaml_is_read_from_the_box_and_from_a_file(self) -> None:
        text = yaml_form.write(small(sales_capacity_per_week=7))
        self.assertRedirects(self.client.post(self.url("edit_yaml", 1), {"text": text}), self.url("version", 1))
        assert Version.objects.get().parsed.sales_capacity_per_week == 7
        file = SimpleUploadedFile("a.yaml", text.replace("week: 7", "week: 8").encode())
        self.client.post(self.url("edit_yaml", 1), {"text": "", "file": file})
        assert Version.objects.get().parsed.sales_capacity_per_week == 8

    def test_the_authors_text_stays_with_its_comments(self) -> None:
        text = "# Both sides were there.\n" + yaml_form.write(small())
        self.client.post(self.url("edit_yaml", 1), {"text": text.replace("\n", "\r\n")})
        assert self.client.get(self.url("yaml", 1)).content.decode() == text
        self.saved(self.filled(title="Changed on the form"))
        shown = self.client.get(self.url("edit_yaml", 1)).context["form"]["text"].value()
        assert shown == text.replace("title: A small agreement", "title: Changed on the form")
        self.client.post(self.url("draft", "1"))
        assert Version.objects.get(number=2).as_yaml() == shown

    def test_a_template_is_drafted_with_its_comments(self) -> None:
        self.client.post(self.url("draft", "machine_builder"))
        assert Version.objects.get(number=2).as_yaml() == starter_text("machine_builder", "en")

    def test_yaml_with_mistakes_is_shown_again_with_place_and_line(self) -> None:
        page = self.client.post(self.url("edit_yaml", 1), {"text": "title: x\ntitle: y"})
        self.assertContains(page, "title, line 2: stands here twice", status_code=422)
        text = yaml_form.write(small()).replace("points: 25", "points: many")
        page = self.client.post(self.url("edit_yaml", 1), {"text": text})
        line = text[: text.index("points: many")].count("\n") + 1
        self.assertContains(page, f"interest.0.points, line {line}: must be a whole number", status_code=422)
        page = self.client.post(self.url("edit_yaml", 1), {"file": SimpleUploadedFile("a.yaml", b"\xff\xfe\x00")})
        self.assertContains(page, "not UTF-8", status_code=422)

    def test_a_proposed_version_cannot_be_edited(self) -> None:
        self.client.post(self.url("propose", 1), {"shown": self.draft.hash})
        assert self.client.get(self.url("edit", 1)).status_code == 302
        self.client.post(self.url("edit_yaml", 1), {"text": yaml_form.write(small(title="Other"))})
        assert Version.objects.get().hash == self.draft.hash

    def test_a_draft_is_discarded_and_a_proposal_withdrawn(self) -> None:
        self.client.post(self.url("withdraw", 1))
        assert Version.objects.get(number=1).state(MONDAY) is State.WITHDRAWN
        other = Version.draft(small(), by=self.world.mara, at=MONDAY)
        other.propose(by=self.world.mara, at=MONDAY)
        self.client.post(self.url("withdraw", 2))
        assert Version.objects.get(number=2).state(MONDAY) is State.WITHDRAWN


class TestSigning(Pages):
    def setUp(self) -> None:
        super().setUp()
        self.draft.propose(by=self.world.mara, at=MONDAY)

    def sign(self, side: str, password: str = PASSWORD) -> HttpResponse:
        said = {f"{side}-side": side, f"{side}-password": password, f"{side}-shown": self.draft.hash}
        return self.client.post(self.url("sign", 1), said)  # type: ignore[return-value]

    def test_both_sides_sign_on_the_page_and_the_agreement_is_in_force(self) -> None:
        for user, side in ((self.world.theo, "marketing"), (self.world.lena, "sales")):
            self.as_(user)
            self.assertContains(self.client.get(self.url("version", 1)), f'name="{side}-password"')
            self.sign(side)
        assert self.draft.signatures.count() == 2
        self.assertContains(self.client.get(self.url("current")), self.draft.hash)

    def test_who_holds_no_mandate_sees_no_field_and_cannot_sign(self) -> None:
        self.as_(self.world.mara)
        self.assertNotContains(self.client.get(self.url("version", 1)), "-password")
        self.sign("marketing")
        assert not self.draft.signatures.exists()

    def test_a_wrong_password_signs_nothing_and_guessing_is_slowed_down(self) -> None:
        self.as_(self.world.theo)
        for _attempt in range(12):
            self.sign("marketing", "guessed")
        self.sign("marketing")
        assert not self.draft.signatures.exists()

    def test_nonsense_for_a_side_signs_nothing(self) -> None:
        self.as_(self.world.theo)
        self.client.post(self.url("sign", 1), {"side": "both", "password": PASSWORD})
        self.sign("sales")
        assert not self.draft.signatures.exists()
