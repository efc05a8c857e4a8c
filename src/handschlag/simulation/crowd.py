"""The crowd: people who come upon the brand, with the touches they leave behind until today.

Each person carries a hidden ``earnestness`` (standard normal plus segment and channel): it drives how much they look, whether they
raise a hand, and whether they buy. The house sees the touches only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from handschlag.simulation.places import CITIES, FAMILY, GIVEN, POSITION_WEIGHTS, POSITIONS, company_name, plain
from handschlag.simulation.truth import MACHINERY, ChannelTruth, Market, SegmentTruth

FREE_MAIL = ("gmail.com", "gmx.de", "web.de")


@dataclass(frozen=True)
class Firm:
    """A company of the simulated market."""

    name: str
    domain: str
    segment: SegmentTruth
    industry: str
    employees: int
    country: str
    postal_code: str
    city: str


@dataclass(frozen=True)
class Person:
    """Somebody of the simulated market, and what only the truth knows about them."""

    number: int
    given_name: str
    family_name: str
    email: str
    position: str
    firm: Firm
    channel: ChannelTruth
    arrives_at: datetime
    earnestness: float
    win_chance: float

    @property
    def anonymous_id(self) -> str:
        return f"visitor-{self.number}"

    @property
    def speaks_english(self) -> bool:
        """About one conversation in seven is held in English."""
        return self.number % 7 == 0


@dataclass(frozen=True)
class Event:
    """One thing a person did."""

    at: datetime
    person: Person
    kind: str
    page: str = ""
    material: str = ""
    is_identified: bool = False
    brings_traits: bool = False


def firms(market: Market, rng: Random, count: int) -> list[Firm]:
    """``count`` companies, spread over the segments by their share."""
    shares = [segment.share for segment in market.segments]
    weights = [city[3] for city in CITIES]
    made = []
    for number in range(count):
        segment = rng.choices(market.segments, shares)[0]
        country, postal_code, city, _weight = rng.choices(CITIES, weights)[0]
        name = company_name(rng, number)
        low, high = (math.log(bound) for bound in segment.employees)
        made.append(
            Firm(
                name=name,
                domain=f"{plain(' '.join(name.split()[:2]))}-{number}.example",
                segment=segment,
                industry=rng.choice(segment.industries),
                employees=round(math.exp(rng.uniform(low, high))),
                country=country,
                postal_code=postal_code[:2] + f"{rng.randrange(10 ** (len(postal_code) - 2)):0{len(postal_code) - 2}d}",
                city=city,
            )
        )
    return made


def people(market: Market, rng: Random, count: int, start: datetime, end: datetime) -> list[Person]:
    """``count`` people who arrive between ``start`` and ``end``, more in good months and on working days, in order of arrival."""
    days = (end - start).days
    dates = [start + timedelta(days=day) for day in range(days)]
    weights = [
        market.months[day.month - 1] * market.weekdays[day.weekday()] * (0.8 + 0.4 * number / days)
        for number, day in enumerate(dates)
    ]
    houses = firms(market, rng, max(1, int(count * 0.62)))
    arrivals = sorted(day + timedelta(seconds=_second_of_day(rng)) for day in rng.choices(dates, weights, k=count))
    return [_person(market, rng, number, rng.choice(houses), at) for number, at in enumerate(arrivals)]


def events(person: Person, rng: Random, end: datetime) -> Iterator[Event]:
    """What the person does until ``end``, in order. Earnest people look more often, and some raise a hand."""
    looks = max(2, round(rng.lognormvariate(2.86 + 0.28 * person.earnestness, 0.55)))
    known_from = min(looks - 1, rng.choice((0, 1, 1, 2, 3, 4)))
    at = person.arrives_at
    for number in range(looks):
        if at >= end:
            return
        is_known = number >= known_from
        yield _event(person, rng, at, number, is_known=is_known, is_first_known=number == known_from)
        at += timedelta(days=rng.expovariate(1 / 6.5)) if number % 3 == 2 else timedelta(minutes=rng.uniform(0.5, 40))
    if rng.random() < 1 / (1 + math.exp(2.3 - 1.15 * person.earnestness)) and at < end:
        kind = rng.choice(("contact_requested", "demo_requested"))
        yield Event(at, person, kind, page="/kontakt", is_identified=True)


def callers(
    market: Market, rng: Random, places: Sequence[tuple[str, str]], first_number: int, now: datetime
) -> list[Person]:
    """People who come and ask for a call on the last day, one for each place (country, postal code)."""
    segment, channel = market.segments[0], market.channels[0]
    made = []
    for number, (country, postal_code) in enumerate(places, start=first_number):
        name = company_name(rng, number)
        firm = Firm(name, f"firma-{number}.example", segment, segment.industries[0], 80, country, postal_code, "")
        given, family = rng.choice(GIVEN), rng.choice(FAMILY)
        email = f"{plain(given)}.{plain(family)}@{firm.domain}"
        at = now - timedelta(minutes=rng.uniform(20, 240))
        made.append(Person(number, given, family, email, "production_manager", firm, channel, at, 1.5, 0.5))
    return made


def call(person: Person) -> Iterator[Event]:
    """A look at the prices, then the contact form."""
    yield Event(person.arrives_at, person, "page_viewed", "/preise")
    yield Event(
        person.arrives_at + timedelta(minutes=6),
        person,
        "contact_requested",
        "/kontakt",
        is_identified=True,
        brings_traits=True,
    )


def _person(market: Market, rng: Random, number: int, firm: Firm, at: datetime) -> Person:
    channel = rng.choices(market.channels, [c.reach.get(firm.segment.key, 1.0) for c in market.channels])[0]
    earnestness = rng.gauss(0, 1) + channel.earnestness + 0.25 * firm.segment.buying
    given, family = rng.choice(GIVEN), rng.choice(FAMILY)
    domain = rng.choice(FREE_MAIL) if rng.random() < 0.06 else firm.domain
    position = rng.choices(POSITIONS, POSITION_WEIGHTS)[0]
    decides = {"managing_director": 0.5, "production_manager": 0.35, "student": -4.0}.get(position, 0.0)
    return Person(
        number=number,
        given_name=given,
        family_name=family,
        email=f"{plain(given)}.{plain(family)}.{number}@{domain}",
        position=position,
        firm=firm,
        channel=channel,
        arrives_at=at,
        earnestness=earnestness,
        win_chance=1 / (1 + math.exp(-(firm.segment.buying + 0.9 * earnestness + decides - 0.35))),
    )


_FIRST_TOUCH = {"trade-fair": "fair_visited", "webinar": "page_viewed", "newsletter": "email_clicked"}
_PAGES = ("/", "/maschinen/mw5", "/maschinen/mw7", "/referenzen", "/preise", "/service", "/karriere", "/blog/ruestzeit")
_PAGE_WEIGHTS = (12, 20, 11, 13, 9, 12, 5, 18)


def _event(person: Person, rng: Random, at: datetime, number: int, *, is_known: bool, is_first_known: bool) -> Event:
    if number == 0:
        return Event(
            at,
            person,
            _FIRST_TOUCH.get(person.channel.key, "ad_clicked"),
            "/",
            _landing(person),
            is_known,
            is_first_known,
        )
    if is_first_known:
        return Event(at, person, *_identifying(person, rng), is_identified=True, brings_traits=True)
    chance = rng.random() - 0.02 * person.earnestness
    if chance < 0.002:
        return Event(at, person, "price_list_requested", "/preise", "price-list", is_known)
    if chance < 0.012:
        return Event(at, person, "webinar_attended", "/webinare/genauigkeit", "webinar-precision", is_known)
    if chance < 0.05:
        return Event(
            at,
            person,
            "brochure_downloaded",
            "/prospekte",
            rng.choice(("brochure-mw5", "brochure-energy", "case-plant")),
            is_known,
        )
    if chance < 0.24:
        return Event(at, person, "email_clicked", "/blog/ruestzeit", "newsletter", is_known)
    return Event(at, person, "page_viewed", rng.choices(_PAGES, _PAGE_WEIGHTS)[0], "", is_known)


_COMES_BY = {"email_clicked": "newsletter", "webinar_attended": "webinar", "fair_visited": "trade-fair"}
_CHANNELS = {channel.key: channel for channel in MACHINERY.channels}


def met_by(event: Event) -> ChannelTruth:
    """The channel of one touch: what was done says it, or they came as at first; some search for us when they come again."""
    comes_again = event.kind == "page_viewed" and event.at.second % 6 == 0
    key = "organic-search" if comes_again else _COMES_BY.get(event.kind, "")
    return _CHANNELS.get(key, event.person.channel)


def heard_of_us(person: Person) -> dict[str, str]:
    """What one in three says brought them; not always what did: who was recommended searched first, or came to the stand."""
    if person.number % 3:
        return {}
    remembered = {"trade-fair": "fair", "organic-search": "search", "paid-search": "search", "newsletter": "search"}
    return {
        "self_reported_source": "recommendation" if person.number % 4 == 0 else remembered.get(person.channel.key, "ai")
    }


def _landing(person: Person) -> str:
    return "landing-precision" if person.firm.segment.key == "medical-technology" else "landing-setup"


def _identifying(person: Person, rng: Random) -> tuple[str, str, str]:
    if person.channel.key == "trade-fair":
        return "fair_visited", "", "brochure-mw5"
    if person.channel.key == "webinar":
        return "webinar_attended", "/webinare/genauigkeit", "webinar-precision"
    return rng.choices(_IDENTIFYING, (4, 3, 1, 6))[0]


_IDENTIFYING = (
    ("brochure_downloaded", "/prospekte", "brochure-mw5"),
    ("brochure_downloaded", "/prospekte", "brochure-energy"),
    ("price_list_requested", "/preise", "price-list"),
    ("newsletter_subscribed", "/newsletter", "newsletter"),
)


def _second_of_day(rng: Random) -> int:
    """Most people come between 7 and 19 o'clock."""
    return int(min(86_399, max(0, rng.gauss(12.5, 3.2) * 3600)))


def midnight(day: datetime) -> datetime:
    return day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
