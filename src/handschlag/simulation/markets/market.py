"""What can be true of a market: the parameters, all in one place, documented.

Effects are logits of the chance that a lead handed over is won; weeks count from the beginning of the two years; days are 24 hours.
A *term* names one of the effects: ``industry=automotive``, ``employees``, ``channel=referral``, ``webinar`` (the key of a sign).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WEEKS = 104
WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Category:
    """An attribute that is a text: each value with its share of the leads and its effect.

    Of a share ``known`` of the leads the house ever learns it, ``late_days`` after they came, on average; one in twenty is
    recorded wrongly at first and set right later.
    """

    name: str
    values: Mapping[str, tuple[float, float]]
    known: float = 0.95
    late_days: float = 1.0


@dataclass(frozen=True)
class Quantity:
    """An attribute that is a whole number, log-normal. The effect is read off a line through ``effects``: value, logits."""

    name: str
    median: float
    spread: float
    effects: tuple[tuple[float, float], ...]
    known: float = 0.9
    late_days: float = 2.0


@dataclass(frozen=True)
class Channel:
    """Where a lead came from. ``share`` at the beginning and at the end of the two years, in between along a line.

    ``earnest`` is how many standard deviations more earnest its leads are. Beyond ``room`` leads a month each doubling costs
    ``wear`` logits: the marginal lead is worse than the average one.
    """

    name: str
    share: tuple[float, float]
    effect: float
    earnest: float = 0.0
    room: float | None = None
    wear: float = 0.0


@dataclass(frozen=True)
class Sign:
    """A kind of touch. ``weekly`` is how often a lead does it in a week of its interest; each standard deviation of earnestness
    multiplies that by exp(``pull``). The effect grows as effect × (1 - exp(-n)), n being touches so far, each fading by half in
    ``half_life_weeks``. ``late_days``: how long on average until the house knows, 0: at once. ``quantity``: a number the touch carries,
    its median, and its effect per doubling."""

    key: str
    kind: str
    weekly: float
    effect: float
    pull: float = 0.0
    page: str = ""
    material: str = ""
    half_life_weeks: float = 6.0
    late_days: float = 0.0
    quantity: tuple[str, float, float] | None = None


@dataclass(frozen=True)
class Together:
    """Two terms that mean more, or less, when both hold: an attribute's value with another one, or with a sign."""

    one: str
    other: str
    effect: float


@dataclass(frozen=True)
class Turn:
    """The truth changes: a term's effect moves by ``by``, along a line between two weeks."""

    term: str
    from_week: int
    until_week: int
    by: float


@dataclass(frozen=True)
class Rival:
    """A competitor who fights for leads of one term for some weeks."""

    name: str
    term: str
    from_week: int
    until_week: int
    effect: float


@dataclass(frozen=True)
class Tiers:
    """Instead of all effects: the chance as the template's verdict says it, between two bounds by its points, from nothing up to
    ``points``. Nothing else matters, so nothing can be learned that the template does not say."""

    others: tuple[float, float]
    qualified: tuple[float, float]
    raised: tuple[float, float]
    points: float


@dataclass(frozen=True)
class Market:
    """Everything that is true. ``number`` goes into the seed and never changes; ``starter`` is the shipped agreement of the industry.

    ``capacity`` is how many leads sales take a week, under every policy. ``earnestness`` is the effect of one standard deviation
    of what no house can see but in what people do. ``interest_weeks`` is how long a lead is active on average, ``patience_weeks``
    after how many silent weeks it is closed, ``cooling`` what each silent week costs. ``skill`` and ``speed`` are the standard
    deviations of what a rep's skill and speed do. ``jitter`` is the standard deviation by which every effect differs from seed to
    seed, so that twenty seeds are twenty markets of a kind. ``months`` multiply arrivals, ``moods`` add to the chance.
    """

    key: str
    number: int
    starter: str
    about: str
    leads_a_year: int
    capacity: int
    base: float
    categories: tuple[Category, ...]
    quantities: tuple[Quantity, ...]
    channels: tuple[Channel, ...]
    signs: tuple[Sign, ...]
    together: tuple[Together, ...] = ()
    turns: tuple[Turn, ...] = ()
    rivals: tuple[Rival, ...] = ()
    tiers: Tiers | None = None
    competitor_domains: tuple[str, ...] = ()
    earnestness: float = 0.3
    interest_weeks: float = 5.0
    patience_weeks: int = 8
    cooling: float = 0.06
    reps: int = 6
    skill: float = 0.25
    speed: float = 0.2
    acceptance: tuple[float, float] = (1.6, 0.5)
    days_until_known: tuple[float, float, float] = (3.0, 20.0, 40.0)
    jitter: float = 0.15
    months: tuple[float, ...] = (1.0, 1.05, 1.1, 1.0, 1.0, 0.95, 0.85, 0.7, 1.15, 1.2, 1.1, 0.6)
    moods: tuple[float, ...] = (0.0, 0.0, 0.1, 0.05, 0.0, 0.0, -0.15, -0.2, 0.1, 0.15, 0.1, -0.1)
