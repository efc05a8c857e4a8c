"""Founding Musterwerk Maschinenbau: its people, territories, market nouns, and the two versions of its agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

from django.contrib.auth.hashers import make_password

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Version
from handschlag.agreement.starters import starter
from handschlag.capture.models import Source
from handschlag.conversation.models import (
    DealStage,
    LossReason,
    Product,
    Topic,
    TopicKind,
    ensure_starter_deal_words,
    ensure_starter_topics,
)
from handschlag.market.models import (
    Brand,
    Campaign,
    CampaignCost,
    Channel,
    Claim,
    GuideQuestion,
    Material,
    QuestionGuide,
    Segment,
    ensure_starter_guides,
)
from handschlag.organisation.models import (
    Basis,
    DayOff,
    House,
    Mandate,
    Rep,
    Role,
    ScoringBasis,
    Side,
    Team,
    Territory,
    User,
    WorkingCalendar,
)
from handschlag.simulation.surroundings import look_around
from handschlag.simulation.truth import CLAIMS, MATERIALS, WISHES, Market

PASSWORD = "handschlag-demo"  # noqa: S105 – printed for whoever tries the demo
DOMAIN = "musterwerk.example"
BALANCING = (
    "Wir bewerten nur, was Menschen im Beruf bei uns tun, damit ihnen jemand antwortet, den es angeht. Niemand wird automatisch "
    "abgelehnt, jeder kann widersprechen, und was älter ist als das Fenster der Vereinbarung, zählt nicht mehr."
)


@dataclass(frozen=True)
class RepTruth:
    """A rep of the demo: where, and what only the simulation knows: how fast they act and how well they sell."""

    name: str
    team: str
    calendar: str
    territories: tuple[str, ...]
    speed: float
    skill: float
    can: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ("de", "en")


LARGE_ACCOUNTS = "Großkunden"

REPS = (
    RepTruth("Sam Berger", "Süd", "Bayern", ("Bayern",), 1.0, 0.1),
    RepTruth(
        "Aylin Kaya",
        "Süd",
        "Baden-Württemberg",
        ("Baden-Württemberg",),
        0.7,
        0.35,
        (LARGE_ACCOUNTS,),
        ("de", "en", "tr"),
    ),
    RepTruth("Jonas Roth", "Süd", "Baden-Württemberg", ("Baden-Württemberg", "Schweiz"), 1.3, 0.0, (), ("de", "fr")),
    RepTruth("Petra Lindner", "Nord", "Nordrhein-Westfalen", ("West",), 0.9, 0.2, (LARGE_ACCOUNTS,)),
    RepTruth("Mehmet Arslan", "Nord", "Nordrhein-Westfalen", ("West", "Nord"), 1.6, -0.25, (), ("de", "tr")),
    RepTruth("Kerstin Voß", "Nord", "Sachsen", ("Ost", "Nord"), 0.8, 0.15, (LARGE_ACCOUNTS,)),
    RepTruth("Florian Gruber", "Süd", "Bayern", ("Bayern", "Österreich"), 1.1, -0.05, (LARGE_ACCOUNTS,)),
)

TERRITORIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Bayern": (
        ("DE",),
        ("80", "81", "82", "83", "84", "85", "86", "87", "90", "91", "92", "93", "94", "95", "96", "97"),
    ),
    "Baden-Württemberg": (
        ("DE",),
        ("68", "69", "70", "71", "72", "73", "74", "75", "76", "77", "78", "79", "88", "89"),
    ),
    "West": (("DE",), ("33", "34", "35", "4", "5", "60", "61", "63", "64", "65", "66", "67")),
    "Nord": (("DE",), ("2", "30", "31", "32", "37", "38")),
    "Ost": (("DE",), ("0", "1", "39", "98", "99")),
    "Österreich": (("AT",), ()),
    "Schweiz": (("CH",), ()),
}

CALENDARS = {"Bayern": "BY", "Baden-Württemberg": "BW", "Nordrhein-Westfalen": "NW", "Sachsen": "SN"}


@dataclass(frozen=True)
class Demo:
    """The founded house, as the play needs it."""

    source: Source
    write_key: str
    reps: dict[UUID, RepTruth]
    topics: dict[str, Topic]
    brands: dict[str, Brand]
    claims: dict[str, Claim]
    materials: dict[str, list[Material]]
    questions: dict[str, GuideQuestion]
    stages: list[DealStage]
    loss_reasons: dict[str, LossReason]
    products: dict[str, Product]
    theo: User
    lena: User
    otto: User


def found(market: Market, start: datetime, end: datetime, rng: Random) -> Demo:
    """Everything that stands before the first visitor comes. Not yet there: any agreement (see :func:`agree`)."""
    House.objects.create(name="Musterwerk Maschinenbau", founded_at=start, is_demo=True)
    ScoringBasis.declare(Basis.LEGITIMATE_INTEREST, BALANCING, by=None, at=start)
    mara, theo, lena, otto = (_colleague(*who, at=start) for who in _OFFICE)
    for holder, side in ((theo, Side.MARKETING), (lena, Side.SALES)):
        Mandate.objects.create(holder=holder, side=side, from_on=start.date(), given_by=otto, given_at=start)
    source, write_key = Source.make("www.musterwerk.example", by=mara, at=start)
    brands = _market(market, start, end, rng, mara)
    ensure_starter_deal_words()
    return Demo(
        source=source,
        write_key=write_key,
        reps=_sales(lena, start, end),
        topics=_topics(lena, start),
        brands=brands,
        claims={claim.sentence: claim for claim in Claim.objects.select_related("brand")},
        materials=_materials_by_segment(),
        questions={question.key: question for question in GuideQuestion.objects.filter(guide__key="spin")},
        stages=list(DealStage.objects.all()),
        loss_reasons={reason.key: reason for reason in LossReason.objects.all()},
        products={
            name: Product.add(name_de=name, name_en=name, by=lena, at=start) for name in ("MW 5", "MW 7", "MW 9")
        },
        theo=theo,
        lena=lena,
        otto=otto,
    )


def agree(demo: Demo, terms: Terms, at: datetime) -> Version:
    """Marketing drafts and proposes, both mandates sign within the day; in force from then on."""
    version = Version.draft(terms, by=demo.theo, at=at, based_on=Version.in_force(at))
    version.propose(by=demo.theo, at=at + timedelta(minutes=20))
    version.sign(Side.MARKETING, by=demo.theo, password=PASSWORD, at=at + timedelta(minutes=30))
    version.sign(Side.SALES, by=demo.lena, password=PASSWORD, at=at + timedelta(hours=2))
    return version


def first_terms() -> Terms:
    """The shipped template for machine builders, with the higher threshold the two agreed on."""
    template = starter("machine_builder")
    return template.model_copy(update={"thresholds": template.thresholds.model_copy(update={"points": 92})})


def second_terms(first: Terms, review_on: date) -> Terms:
    """What both agreed on after a year: sales asked for more fit, complete data and large accounts in few hands, marketing for a faster
    answer; who is too early comes again after half a year, and customers have holidays."""
    plain = first.model_dump(mode="json")
    plain["title"] = f"{first.title}, 2"
    for criterion in plain["interest"]:
        if criterion["key"] == "webinar":
            criterion["points"] += 5
    plain["thresholds"]["fit"] += 5
    large = {"attribute": "employees", "comparison": "between", "at_least": 1_000}
    plain["routing"]["rules"] = [{"key": "large", "label": LARGE_ACCOUNTS, "where": [large], "skill": LARGE_ACCOUNTS}]
    plain["sales"]["accept_within"]["working_hours"] -= 2
    plain["sales"]["pauses"] = [
        {
            "key": "holidays",
            "de": "Betriebsferien beim Kunden",
            "en": "The customer's company holidays",
            "at_most_days": 28,
        }
    ]
    plain["marketing"]["completeness"] = {"attributes": ["industry", "country", "phone"], "percent": 90}
    next(reason for reason in plain["return_reasons"] if reason["key"] == "too_early")["then"] = "recycle"
    plain["recycling"] = {"after_days": 180, "at_most": 2}
    plain["review_on"] = review_on.isoformat()
    return Terms.model_validate(plain)


_OFFICE: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("Mara Stein", (Role.MARKETING,)),
    ("Theo Brandt", (Role.MARKETING,)),
    ("Lena Hartmann", (Role.SALES,)),
    ("Otto Kern", (Role.OPERATIONS, Role.DATA_PROTECTION)),
)


@cache
def _hashed_password() -> str:
    """Hashed once: hashing is slow on purpose, and the demo's password is no secret."""
    return make_password(PASSWORD)


def _colleague(name: str, roles: tuple[Role, ...], at: datetime) -> User:
    user = User.objects.create(email=f"{name.split()[0].lower()}@{DOMAIN}", name=name, password=_hashed_password())
    for role in roles:
        user.give_role(role, by=None, at=at)
    return user


def _sales(lena: User, start: datetime, end: datetime) -> dict[UUID, RepTruth]:
    calendars = {name: WorkingCalendar.objects.create(name=name, subdivision=code) for name, code in CALENDARS.items()}
    for calendar in calendars.values():
        for year in range(start.year, end.year + 2):
            for month, day, name in ((12, 24, "Heiligabend"), (12, 31, "Silvester")):
                DayOff.objects.create(calendar=calendar, on=date(year, month, day), name=name)
    territories = {
        name: Territory.objects.create(name=name, countries=list(countries), postal_prefixes=list(prefixes))
        for name, (countries, prefixes) in TERRITORIES.items()
    }
    teams = {name: Team.objects.create(name=name, leader=lena) for name in ("Süd", "Nord")}
    reps = {}
    for truth in REPS:
        user = _colleague(truth.name, (Role.SALES,), at=start)
        rep = Rep.objects.create(user=user, team=teams[truth.team], calendar=calendars[truth.calendar])
        rep.skills, rep.languages = list(truth.can), list(truth.speaks)
        rep.save(update_fields=["skills", "languages"])
        rep.territories.set([territories[name] for name in truth.territories])
        reps[user.id] = truth
    return reps


def _topics(lena: User, at: datetime) -> dict[str, Topic]:
    ensure_starter_topics()
    for name_de, name_en in WISHES:
        Topic.add(TopicKind.PRODUCT_WISH, name_de=name_de, name_en=name_en, by=lena, at=at)
    return {topic.key: topic for topic in Topic.objects.all()}


def _materials_by_segment() -> dict[str, list[Material]]:
    """Segment → what suits it, in order of keys."""
    found: dict[str, list[Material]] = {}
    for material in Material.objects.prefetch_related("segments").order_by("key"):
        for segment in material.segments.all():
            found.setdefault(segment.key, []).append(material)
    return found


def _market(market: Market, start: datetime, end: datetime, rng: Random, mara: User) -> dict[str, Brand]:
    segments = {
        truth.key: Segment.objects.create(
            key=truth.key,
            name=truth.name,
            description=truth.description,
            industries=list(truth.industries),
            employees_from=truth.employees[0],
            employees_to=truth.employees[1],
        )
        for truth in market.segments
    }
    ours = Brand.objects.create(name="Musterwerk", is_ours=True)
    brands = {name: Brand.objects.create(name=name) for name in market.competitors}
    for truth in market.channels:
        channel = Channel.objects.create(key=truth.key, name=truth.name)
        campaign = Campaign.objects.create(
            key=truth.campaign, name=truth.campaign_name, channel=channel, starts_on=start.date()
        )
        days = (end - start).days
        CampaignCost.objects.bulk_create(
            CampaignCost(
                campaign=campaign,
                on=start.date() + timedelta(days=day),
                amount_minor=round(truth.cost_per_day * rng.uniform(0.8, 1.2) * 100),
                currency="EUR",
            )
            for day in range(days)
        )
    ensure_starter_guides()
    QuestionGuide.objects.get(key="meddic").segments.add(segments["automotive-suppliers"])
    claims = {material: Claim.objects.create(brand=ours, sentence=sentence) for sentence, material in CLAIMS}
    for key, name, kind, segment in MATERIALS:
        material = Material(key=key, name=name, kind=kind, url=f"https://www.musterwerk.example/{key}")
        material.keep(by=mara, at=start)
        if segment:
            material.segments.add(segments[segment])
        if key in claims:
            material.claims.add(claims[key])
    look_around(ours, brands, segments, mara, start)
    return brands
