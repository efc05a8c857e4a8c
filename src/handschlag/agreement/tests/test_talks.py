"""Comments, and proposals answered with proposals."""

from __future__ import annotations

import json

import pytest
from django.test import TestCase

from handschlag.agreement.erasing import erase
from handschlag.agreement.models import Comment, Resolution, State, Version
from handschlag.agreement.readings import comments, talks
from handschlag.agreement.tests.stories import HOUR, drafted, proposed, sealed
from handschlag.kernel.erasing import Person
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry
from handschlag.organisation.models import Side
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world
from handschlag.post.models import Message


def mails(event: str) -> list[str]:
    """To whom a mail of the agreement goes."""
    sent = Message.objects.filter(key__startswith=f"agreement/{event}/").values_list("recipient", flat=True)
    return sorted(address.split("@")[0] for address in sent)


class Comments(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.version = proposed(cls.world)

    def say(self, text: str = "Too many points", name: str = "sam", **more: object) -> Comment:
        return Comment.write(self.version, text, by=getattr(self.world, name), at=MONDAY + HOUR, **more)  # type: ignore[arg-type]

    def test_are_about_the_whole_or_about_a_part(self) -> None:
        whole, section, criterion = self.say(), self.say(about="fit"), self.say(about="fit.country")
        assert [one.side for one in (whole, section, criterion)] == ["sales"] * 3
        shown = {said.comment: said.about for said in comments(self.version, "en")}
        assert shown == {whole: "", section: "Fit", criterion: "Fit: Our countries"}
        assert {said.about for said in comments(self.version, "de")} == {"", "Passung", "Passung: Our countries"}
        with pytest.raises(Refused):
            self.say(about="fit.nothing")

    def test_are_answered_and_resolved(self) -> None:
        first, second = self.say(), self.say("And then?")
        answer = Comment.write(self.version, "Because", by=self.world.mara, at=MONDAY + 2 * HOUR, answers=first)
        first.resolve(by=self.world.mara, at=MONDAY + 3 * HOUR)
        shown = list(comments(self.version, "en"))
        assert [said.comment for said in shown] == [second, first]
        assert [said.comment for said in shown[1].answers] == [answer]
        assert shown[1].resolution == Resolution.objects.get()
        for again in (first, answer):
            with pytest.raises(Refused):
                again.resolve(by=self.world.sam, at=MONDAY + 3 * HOUR)
        with pytest.raises(Refused):
            Comment.write(self.version, "To an answer", by=self.world.sam, at=MONDAY, answers=answer)

    def test_stand_in_the_ledger_without_their_words(self) -> None:
        comment = self.say("Frau Keller ruft nie zurück")
        comment.resolve(by=self.world.sam, at=MONDAY + HOUR)
        told = Entry.objects.filter(fact__startswith="agreement_comment")
        assert [entry.fact for entry in told] == ["agreement_commented", "agreement_comment_resolved"]
        assert all(json.loads(entry.payload_json) == {"number": 1, "comment": str(comment.id)} for entry in told)

    def test_go_to_the_other_side_by_mail(self) -> None:
        self.say()
        assert mails("commented") == ["theo"]
        self.say(name="theo")
        assert mails("commented") == ["lena", "theo"]
        assert not any("points" in body for body in Message.objects.values_list("body", flat=True))

    def test_of_somebody_from_both_sides_go_to_both(self) -> None:
        self.world.mara.give_role("sales", by=self.world.otto, at=MONDAY)  # type: ignore[arg-type]
        assert self.say(name="mara").side == ""
        assert mails("commented") == ["lena", "theo"]

    def test_are_kept_as_they_are_seen(self) -> None:
        comment = self.say("  One\r\n\x00two\u202e three\x07  \n")
        assert comment.text == "One\n two three"
        for nothing in ("", " \n ", "\u200b", "\x00"):
            with pytest.raises(Refused):
                self.say(nothing)
        with pytest.raises(Refused):
            self.say("x" * 4_001)

    def test_belong_to_what_is_proposed_and_not_signed_by_both(self) -> None:
        draft = drafted(self.world)
        self.version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY + HOUR)
        self.say()
        self.version.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY + HOUR)
        for version in (draft, self.version):
            with pytest.raises(Refused):
                Comment.write(version, "Late", by=self.world.sam, at=MONDAY + HOUR)

    def test_are_not_for_who_belongs_to_no_side(self) -> None:
        for name in ("otto", "nora"):
            with pytest.raises(Refused):
                self.say(name=name)
        comment = self.say()
        with pytest.raises(Refused):
            comment.resolve(by=self.world.otto, at=MONDAY)
        assert not Resolution.objects.exists()

    def test_are_answered_on_their_own_version_only(self) -> None:
        comment, other = self.say(), proposed(self.world)
        with pytest.raises(Refused):
            Comment.write(other, "Elsewhere", by=self.world.sam, at=MONDAY, answers=comment)


class CounterProposals(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def counter(self, version: Version, **changes: object) -> Version:
        from handschlag.agreement.tests.terms import small

        return Version.draft(
            small(**{"sales_capacity_per_week": 9, **changes}), by=self.world.sam, at=MONDAY + HOUR, based_on=version
        )

    def test_proposed_takes_the_place_of_what_it_answers(self) -> None:
        version = proposed(self.world)
        counter = self.counter(version)
        assert talks(version, MONDAY + HOUR).drafts == [counter]
        assert talks(counter, MONDAY + HOUR).answers == version
        assert not talks(counter, MONDAY + HOUR).is_answer_proposed
        counter.propose(by=self.world.sam, at=MONDAY + HOUR)
        version = Version.objects.get(number=1)
        assert version.state(MONDAY + HOUR) is State.WITHDRAWN
        assert version.withdrawal.answered_by == counter
        assert talks(version, MONDAY + HOUR).answered_by == counter
        assert talks(counter, MONDAY + HOUR).is_answer_proposed
        answered = Entry.objects.get(fact="agreement_answered")
        assert json.loads(answered.payload_json) == {"number": 1, "answer": 2}

    def test_cannot_be_signed_around(self) -> None:
        version = proposed(self.world)
        version.sign(Side.MARKETING, self.world.theo, PASSWORD, MONDAY)
        self.counter(version).propose(by=self.world.sam, at=MONDAY + HOUR)
        with pytest.raises(Refused):
            version.sign(Side.SALES, self.world.lena, PASSWORD, MONDAY + HOUR)
        assert Version.in_force(MONDAY + HOUR) is None

    def test_the_first_of_two_answers_and_the_second_is_a_proposal_of_its_own(self) -> None:
        version = proposed(self.world)
        first, second = self.counter(version), self.counter(version, sales_capacity_per_week=8)
        first.propose(by=self.world.sam, at=MONDAY + HOUR)
        second.propose(by=self.world.sam, at=MONDAY + HOUR)
        assert Version.objects.get(number=1).withdrawal.answered_by == first
        assert {one.state(MONDAY + HOUR) for one in (first, second)} == {State.PROPOSED}

    def test_a_draft_on_what_is_in_force_closes_nothing(self) -> None:
        version = sealed(self.world)
        self.counter(version).propose(by=self.world.sam, at=MONDAY + HOUR)
        assert Version.in_force(MONDAY + HOUR) == version
        assert not Entry.objects.filter(fact="agreement_answered").exists()

    def test_everybody_who_may_sign_hears_of_it_once(self) -> None:
        version = proposed(self.world)
        assert mails("proposed") == ["lena", "theo"]
        counter = self.counter(version)
        counter.propose(by=self.world.lena, at=MONDAY + HOUR)
        assert mails("answered") == ["theo"]
        assert Message.objects.filter(body__contains="/agreement/versions/2/").count() == 1


class WhoIsTold(TestCase):
    def test_of_a_proposal_a_signature_and_what_is_signed_by_both(self) -> None:
        world = build_world()
        version = drafted(world)
        version.propose(by=world.theo, at=MONDAY)
        assert mails("proposed") == ["lena"]
        version.sign(Side.MARKETING, world.theo, PASSWORD, MONDAY)
        assert mails("signed") == ["lena"]
        assert mails("sealed") == []
        version.sign(Side.SALES, world.lena, PASSWORD, MONDAY)
        assert mails("sealed") == ["lena", "theo"]
        assert mails("signed") == ["lena"]
        body = Message.objects.filter(key__startswith="agreement/sealed/").first().body  # type: ignore[union-attr]
        assert version.hash in body

    def test_nobody_without_a_mandate_on_that_day_and_nobody_who_cannot_log_in(self) -> None:
        world = build_world()
        world.theo.mandates.update(until_on=MONDAY.date())
        proposed(world, MONDAY + 24 * HOUR)
        assert mails("proposed") == ["lena"]
        world.lena.is_active = False
        world.lena.save()
        proposed(world, MONDAY + 24 * HOUR)
        assert mails("proposed") == ["lena"]


class Erased(TestCase):
    def test_words_that_name_a_person_go_and_the_comment_stays(self) -> None:
        world = build_world()
        version = proposed(world)
        named = Comment.write(version, "Jana Keller never answers", by=world.sam, at=MONDAY)
        other = Comment.write(version, "Too many points", by=world.sam, at=MONDAY)
        person = Person(new_id(MONDAY), names=frozenset({("jana", "keller")}))
        assert erase(person, MONDAY)["agreement.Comment"] == 1
        assert list(Comment.objects.order_by("id").values_list("id", "text")) == sorted(
            [(named.id, ""), (other.id, "Too many points")]
        )
