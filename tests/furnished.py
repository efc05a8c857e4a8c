"""A house with something on every page: whatever is listed, shown or asked anywhere is there at least once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import override_settings

from handschlag.agreement.core.terms import Afterwards
from handschlag.agreement.models import Comment, Suspension, Version
from handschlag.capture.core.mapping import parse
from handschlag.capture.models import Form, Import, PreferenceKey, accept, run
from handschlag.capture.tests.forms_world import mail_to, published, submit, token_in
from handschlag.conversation.models import (
    Conversation,
    Deal,
    DroppedMail,
    Product,
    Topic,
    ensure_starter_deal_words,
    ensure_starter_topics,
)
from handschlag.handover.models import Dispute, hand_over
from handschlag.handover.tests.stories import (
    DAY,
    HOUR,
    House,
    accepted,
    build_house,
    handed,
    judge,
    lead,
    prepare_market,
)
from handschlag.journey.imports import TAKERS
from handschlag.kernel.ids import new_id
from handschlag.kernel.money import Money
from handschlag.learning.models import Experiment
from handschlag.market.core.costs import CostLine
from handschlag.market.models import (
    Brand,
    Campaign,
    Channel,
    CostImport,
    GuideQuestion,
    IntendedPosition,
    Material,
    MaterialVariant,
    PositionAttribute,
    QuestionGuide,
    Signal,
    Survey,
    SurveyRating,
)
from handschlag.organisation.models import Absence, Mandate, Side
from handschlag.organisation.models.calendar import local_day
from handschlag.organisation.tests.world import MONDAY, PASSWORD
from handschlag.people.models import (
    AttributeKind,
    AttributeValue,
    Contact,
    Lead,
    PossibleDuplicate,
    PossibleSameCompany,
    RightsRequest,
    enter,
    match,
    match_companies,
)
from handschlag.post.models import Attempt, Failure, Message, Webhook, deliver_due, send_mail_later, tell_all
from handschlag.post.models.posting import Answer
from handschlag.trial.models import Backtest, run_next_backtest

PROCEDURE = {"key": "all", "label": "Everybody", "steps": [{"channel": "phone"}, {"channel": "email", "after_days": 2}]}
PEOPLE = """
fields:
  contact.email: {column: Mail, required: true}
  contact.name: {column: Name}
"""
TABLE = "Mail;Name\nida@fair.example;Ida Sorg\nnobody;Nils Ohne\n"


@dataclass(frozen=True)
class Furnished:
    """The house, and the ids of what has a page of its own, by its name in addresses."""

    house: House
    ids: Mapping[str, object]


def furnish(at: datetime = MONDAY) -> Furnished:
    """By the verbs colleagues, visitors and programs use, all of it on the day of ``at``."""
    house = build_house(at, recycling={"after_days": 90, "at_most": 2}, procedures=[PROCEDURE])
    prepare_market(house)
    ids = _sell(house, at) | _prepare(house, at) | _meet(house, at) | _receive(house, at)
    _write(at)
    ids |= _negotiate(house, at) | _tell_a_crm(house, at)
    ids |= {"number": Version.objects.latest("number").number, "user": house.world.sam.id, "team": house.world.team.id}
    ids |= {"experiment": _experiment(house, at)}
    return Furnished(house, ids | {"calendar": house.world.calendar.id})


def _experiment(house: House, at: datetime) -> object:
    """Eight weeks without webinars by turns, read."""
    said = {"name": "Without webinars", "channel": Channel.objects.get(), "design": "weeks", "metric": "leads"}
    days = {"from_on": (at - timedelta(days=90)).date(), "last_on": (at - timedelta(days=20)).date(), "wait_days": 0}
    made = Experiment.plan(**said, **days, expected_percent=20, by=house.world.mara, at=at - timedelta(days=99))
    made.read(by=house.world.mara, at=at)
    return made.id


def _sell(house: House, at: datetime) -> dict[str, object]:
    """A handover that waits, one that owes a result, one that became a conversation and a deal, one lead nobody can be given."""
    waiting, taken = handed(house, "Anna", at), accepted(house, "Bert", at)
    hand_over([judge(house, lead(house, "Claire", at, country="FR"), at)], at)
    ensure_starter_topics()
    ensure_starter_deal_words()
    words = {"own_words": "Set-up takes us hours.", "needs": Topic.objects.filter(kind="need")[:1]}
    said = Conversation.log(taken, by=taken.rep, at=at + HOUR, outcome="reached", means="phone", **words)
    DroppedMail.take(b"From: stranger@else.example\nTo: sam@musterwerk.example\nSubject: Hello\n\nWho are you?", at=at)
    deal = Deal.open(
        taken.lead, name="MW 5", owner=taken.rep, value_minor=8_600_000, currency="EUR", at=at + timedelta(hours=2)
    )
    product = Product.add(name_de="Fräse", name_en="Mill", by=house.world.lena, at=at)
    deal.include(product, 5_000_000, by=taken.rep, at=at + 3 * HOUR)
    deal.involve(taken.lead.contact, "decision_maker", by=taken.rep, at=at + 3 * HOUR)
    won = accepted(house, "Dora", at)
    told = {"name": "self_reported_source", "text": "recommendation", "happened_at": at, "known_at": at}
    AttributeValue.objects.create(contact=won.lead.contact, **told)
    Deal.open(won.lead, name="MW 7", owner=won.rep, value_minor=1, currency="EUR", at=at + HOUR).close(
        "won", by=won.rep, at=at + 2 * HOUR
    )
    accepted(house, "Greta", at)
    _give_back(house, at)
    person = waiting.lead.contact
    return {
        "handover": waiting.id,
        "conversation": said.id,
        "deal": deal.id,
        "guide": QuestionGuide.objects.get(key="spin").id,
        "question": GuideQuestion.objects.get(key="costs").id,
        "contact": person.id,
        "company": person.company_id,
        "verdict": waiting.verdict_id,
    }


def _give_back(house: House, at: datetime) -> None:
    """A return that marketing disputes, and a lead that is opened anew later."""
    back, later = handed(house, "Emil", at), accepted(house, "Frieda", at)
    back.return_("no_need", "They want nothing.", by=back.rep, at=at + HOUR)
    Dispute.begin(back, "They asked for a quote.", by=house.world.mara, at=at + HOUR)
    Conversation.log(later, by=later.rep, at=at + HOUR, outcome="later", means="phone")
    later.let_go(Afterwards.RECYCLE, "no_need", "Next year.", by=later.rep, at=at + 2 * HOUR)


def _prepare(house: House, at: datetime) -> dict[str, object]:
    """What prepare_market leaves out: positions, a survey, a signal, a variant, costs by hand and from a table."""
    mara, campaign, ours = house.world.mara, Campaign.objects.get(), Brand.objects.get()
    attribute = PositionAttribute.objects.create(key="service", name="Service")
    stated = IntendedPosition.objects.create(brand=ours, from_on=at.date(), sentence="The fast ones", stated_at=at)
    survey = Survey.objects.create(name="Trade fair", held_on=at.date())
    SurveyRating.objects.create(survey=survey, brand=ours, attribute=attribute, mean=4.2, respondents=80)
    signal = Signal.objects.create(kind="trend", says="Energy gets dearer", published_on=at.date())
    signal.chart([(at.date() - number * DAY, Decimal(number)) for number in range(3)], by=mara, at=at)
    material = Material.objects.get(key="brochure")
    MaterialVariant.objects.create(material=material, key="brochure-li", name="for LinkedIn")
    campaign.spend(Money(120_00, "EUR"), at.date(), at.date() + 3 * DAY, by=mara, at=at)
    lines = [CostLine(2, "Fair", at.date(), at.date(), 500_00, "EUR")]
    CostImport.begin("fair.csv", lines, by=mara, at=at).enter({"Fair": "new"}, Channel.objects.get(), by=mara, at=at)
    begun = CostImport.begin("next.csv", lines, by=mara, at=at)
    return {
        "brand": ours.id,
        "cost_import": begun.id,
        "campaign": campaign.id,
        "material": material.id,
        "position": stated.id,
        "survey": survey.id,
        "signal": signal.id,
    }


def _meet(house: House, at: datetime) -> dict[str, object]:
    """People and companies that may be one, and such as became one; an attribute of the house; a request by right."""
    by = house.world.mara
    for family, first, second in (("Hinterhuber", "kaya.example", "gmx.de"), ("Brunnlechner", "lux.example", "web.de")):
        for number, host in enumerate((first, second)):
            said = {"given_name": "Eva", "family_name": family, "company": family, "email": f"eva.{family}@{host}"}
            enter(said, by=by, at=at + number * HOUR)
    for name in ("Zwirner", "Moser"):
        for number, end in enumerate(("de", "com")):
            said = {"email": f"info@{name.lower()}{number}.{end}", "company": f"{name} {'AG' * number}"}
            enter(said, by=by, at=at + number * HOUR)
    with override_settings(AUTOMATIC_MERGING=False):
        match(at)
        match_companies(at)
    for question in (PossibleDuplicate.objects.first(), PossibleSameCompany.objects.first()):
        assert question is not None
        question.unite(by=by, at=at + HOUR)
    kind = AttributeKind(key="machines", of="company", label_en="Machines", label_de="Maschinen", type="number")
    kind.keep(by=by, at=at)
    asked = RightsRequest.enter(
        Contact.objects.get(identifiers__key="email:anna@anna.example"),
        "access",
        way="email",
        received_on=at.date(),
        identity="called back",
        note="",
        by=house.world.otto,
        at=at,
    )
    Absence.enter(house.world.sam, at + 7 * DAY, at + 8 * DAY, by=house.world.sam, at=at)
    return {"request": asked.id, "kind": kind.id, "mandate": Mandate.objects.filter(side=Side.SALES).get().id}


def _receive(house: House, at: datetime) -> dict[str, object]:
    """A table, a form with a submission in doubt, and a message that cannot be understood."""
    imported, begun = _bring_in(house, at)
    form: Form = published(at=at - HOUR)
    submit(form, at, ticked=["email"])
    submit(form, at, is_baited=True, answers={"email": "robot@spam.example"})
    accept(house.source, ["no message"], at)
    quarantined = house.source.quarantined.get()
    link = PreferenceKey.make("jana@albfraes.example", at).link
    return {
        "import": imported.id,
        "begun": begun.id,
        "preferences": link.rstrip("/").rpartition("/")[2],
        "confirmation": token_in(mail_to("jana@albfraes.example").body),
        "form": form.id,
        "source": house.source.id,
        "quarantined": quarantined.id,
    }


def _bring_in(house: House, at: datetime) -> tuple[Import, Import]:
    """One import that has run, one that is only read in and mapped."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fair.csv"
        path.write_text(TABLE, encoding="utf-8")
        imported, begun = (Import.read_in(path, file_name="fair.csv", by=house.world.mara, at=at) for _time in range(2))
    for one in (imported, begun):
        one.map_with(parse(PEOPLE), "fair")
    imported.ask(at)
    run(imported, TAKERS, at)
    return imported, begun


def _negotiate(house: House, at: datetime) -> dict[str, object]:
    """A second version that was commented on, signed by both, suspended, and works again."""
    former, world = Version.in_force(at), house.world
    assert former is not None
    version = Version.draft(former.parsed, by=world.theo, at=at, based_on=former)
    version.propose(by=world.theo, at=at)
    comment = Comment.write(version, "The same again?", by=world.lena, at=at, about="fit")
    version.sign(Side.MARKETING, by=world.theo, password=PASSWORD, at=at)
    version.sign(Side.SALES, by=world.lena, password=PASSWORD, at=at)
    suspended = Suspension.declare(version, Side.SALES, reason="Fire", last_day=local_day(at), by=world.lena, at=at)
    suspended.lift(by=world.lena, at=at)
    return {"suspension": suspended.id, "comment": comment.id, "backtest": _tried(version, former, at).id}


def _tried(version: Version, former: Version, at: datetime) -> Backtest:
    """The second version against the first; a lead somebody would have had anew."""
    backtest = Backtest.ask(version, former, at - 30 * DAY, at, by=version.drafted_by, at=at)
    run_next_backtest(at)
    backtest.leads.create(lead=Lead.objects.first(), list="new", draft_at=at)
    return backtest


def _tell_a_crm(house: House, at: datetime) -> dict[str, object]:
    """A webhook that took one fact and not the next."""
    webhook = Webhook.make("Our CRM", "https://crm.example/hooks", ["webhook_changed"], by=house.world.otto.id, at=at)
    for _time in range(2):
        webhook.change(webhook.name, webhook.address, webhook.facts, by=house.world.otto.id, at=at)
    answers = iter([Answer(status=204), Answer(status=500)])
    tell_all(at, lambda *_request: next(answers))
    return {"webhook": webhook.id, "sending": webhook.sendings.latest("seq").pk}


def _write(at: datetime) -> None:
    """A mail that was sent, one that waits, one that was given up."""
    send_mail_later(key="sent", to="sent@a.example", subject="Sent", body="Text", at=at)
    deliver_due(at)
    send_mail_later(key="waits", to="waits@a.example", subject="Waits", body="Text", at=at + 30 * DAY)
    given_up = Message.objects.create(
        id=new_id(at), key="failed", recipient="failed@a.example", subject="Failed", body="Text", created_at=at
    )
    Attempt.objects.create(message=given_up, at=at, error="ConnectionError: no route")
    Failure.objects.create(message=given_up, at=at)
