"""Stories of handovers: the little world with an agreement in force, leads that came by real touches, and their handovers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.models import Version
from handschlag.capture.models import Source, Touch, accept
from handschlag.handover.models import Handover, hand_over
from handschlag.kernel.ids import new_id
from handschlag.market.models import Brand, Campaign, Channel, Claim, Material, Segment, ensure_starter_guides
from handschlag.organisation.models import Rep, Role, Side, Team, User, WorkingCalendar
from handschlag.organisation.tests.world import MONDAY, PASSWORD, World, build_world
from handschlag.people.models import Lead, identify
from handschlag.qualification.models import Verdict

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

TERMS: dict[str, Any] = {
    "title": "A small agreement",
    "fit": [
        {
            "key": "country",
            "label": "Our countries",
            "attribute": "country",
            "comparison": "in",
            "values": ["DE"],
            "points": 20,
        }
    ],
    "interest": [
        {"key": "webinar", "label": "Webinar", "touch": {"kind": "webinar_attended"}, "points": 25, "at_most": 2}
    ],
    "hand_raisers": [{"key": "demo", "label": "Demo wanted", "touch": {"kind": "demo_requested"}}],
    "thresholds": {"points": 40},
    "return_reasons": [
        {"key": "no_need", "de": "Kein Bedarf", "en": "No need"},
        {"key": "bad_data", "de": "Falsche Angaben", "en": "Wrong details"},
    ],
    "sales": {
        "accept_within": {"working_hours": 8},
        "first_contact_within": {"working_hours": 16},
        "result_within": {"working_hours": 80},
    },
    "marketing": {"qualified_leads_per_month": 40, "acceptance_rate_percent": 70},
    "sales_capacity_per_week": 25,
    "review_on": "2026-12-31",
}


@dataclass
class House:
    """The little world, its agreement, and where touches come in."""

    world: World
    version: Version
    source: Source
    numbers: count[int] = field(default_factory=lambda: count(1))


def build_house(at: datetime = MONDAY, **changes: Any) -> House:
    """The little world with an agreement both sides have signed by real verbs, in force from a day before ``at``."""
    world = build_world(at)
    source, _key = Source.make("www.musterwerk.example", by=world.mara, at=at)
    return House(world, agree(world, at - DAY, **changes), source)


def agree(world: World, at: datetime, **changes: Any) -> Version:
    """Another version, signed by both sides at ``at``."""
    version = Version.draft(Terms.model_validate(TERMS | changes), by=world.theo, at=at, based_on=Version.in_force(at))
    version.propose(by=world.theo, at=at)
    version.sign(Side.MARKETING, by=world.theo, password=PASSWORD, at=at)
    version.sign(Side.SALES, by=world.lena, password=PASSWORD, at=at)
    return version


def prepare_market(house: House) -> None:
    """A segment, a channel, a campaign and a material with a claim, as touches name them; and question guides."""
    ensure_starter_guides()
    segment = Segment.objects.create(key="metal", name="Metal workshops", industries=["metalworking"])
    channel = Channel.objects.create(key="webinar", name="Webinars")
    Campaign.objects.create(key="spring", name="Spring campaign", channel=channel, starts_on=MONDAY.date())
    claim = Claim.objects.create(
        brand=Brand.objects.create(name="Musterwerk", is_ours=True), sentence="Half the set-up time"
    )
    seen = Material.objects.create(key="landing", name="Landing page set-up")
    seen.claims.add(claim)
    Material.objects.create(
        key="brochure", name="Brochure MW 5", url="https://www.musterwerk.example/mw5"
    ).segments.add(segment)


def add_rep(
    house: House, name: str, *, prefixes: Sequence[str] | None = ("8",), team: Team | None = None, **more: Any
) -> User:
    """Another sales rep; ``prefixes=None`` is a rep without any territory."""
    from handschlag.organisation.models import Territory

    user = User.objects.create_user(f"{name.lower()}@musterwerk.example", name, PASSWORD)
    user.give_role(Role.SALES, by=None, at=MONDAY)
    rep = Rep.objects.create(user=user, team=team or house.world.team, calendar=WorkingCalendar.objects.first(), **more)
    if prefixes is not None:
        rep.territories.add(
            Territory.objects.create(name=f"Of {name}", countries=["DE"], postal_prefixes=list(prefixes))
        )
    return user


def touch(house: House, email: str, kind: str, at: datetime, **traits: Any) -> Touch:
    """Something somebody did, come in by the real intake and walked to the contact."""
    message_id = f"message-{next(house.numbers)}"
    message = {
        "type": "track",
        "event": kind,
        "messageId": message_id,
        "timestamp": at.isoformat(),
        "properties": {"material": "landing"},
        "context": {
            "traits": {"email": email, **traits},
            "page": {"path": "/mw5"},
            "campaign": {"medium": "webinar", "name": "spring"},
        },
    }
    accept(house.source, [message], at)
    stored = Touch.objects.get(message_id=message_id)
    identify([stored], at)
    return stored


def lead(house: House, name: str = "Anna", at: datetime = MONDAY, **traits: Any) -> Lead:
    """Somebody who attended a webinar and works in Augsburg, unless told otherwise."""
    told = {
        "given_name": name,
        "family_name": "Weber",
        "country": "DE",
        "postal_code": "86150",
        "company": f"{name} GmbH",
        "industry": "metalworking",
    }
    domain = str((told | traits)["company"]).split()[0].lower()
    email = f"{name.lower()}@{domain}.example"
    touch(house, email, "webinar_attended", at, **(told | traits))
    return Lead.objects.get(contact__email=email, is_open=True)


def judge(
    house: House,
    of: Lead,
    at: datetime = MONDAY,
    *,
    touches: Sequence[Touch] = (),
    asked: bool = False,
    points: float = 45,
) -> Verdict:
    """A qualified verdict on a lead, resting on ``touches`` (all of the person's, where none are named)."""
    evidence = [str(seen.id) for seen in touches or Touch.objects.filter(who=f"email:{of.contact.email}")]
    reasons = [
        {"criterion": "country", "kind": "fit", "points": 20.0, "evidence": ["DE"]},
        {"criterion": "webinar", "kind": "interest", "points": points - 20, "evidence": evidence},
    ]
    if asked:
        reasons.append({"criterion": "demo", "kind": "hand_raiser", "points": 0.0, "evidence": evidence[:1]})
    return Verdict.objects.create(
        id=new_id(at),
        lead=of,
        version=house.version,
        at=at,
        decision="qualified",
        fit=20,
        interest=points - 20,
        points=points,
        threshold=40,
        reasons=reasons,
    )


def handed(house: House, name: str = "Anna", at: datetime = MONDAY, **more: Any) -> Handover:
    """A lead just given to the rep whose turn it is."""
    [handover] = hand_over([judge(house, lead(house, name, at, **more), at)], at)
    return handover


def accepted(house: House, name: str = "Anna", at: datetime = MONDAY, by: User | None = None) -> Handover:
    """A lead that its rep took half an hour later."""
    handover = handed(house, name, at)
    handover.accept(by=by or handover.rep, at=at + 30 * MINUTE)
    return handover
