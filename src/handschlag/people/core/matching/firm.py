"""Whether two companies are one firm: the name without its legal form, the place, the domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from handschlag.people.core.matching.judgement import Ground, Judgement
from handschlag.people.core.matching.keys import hashed
from handschlag.people.core.matching.spelling import digits, firm, plain, sound, street
from handschlag.people.core.matching.weights import Level

BITS = {
    ("company", Level.SAME): 6.0,
    ("company", Level.SIMILAR): 3.0,
    ("postal_code", Level.SAME): 4.0,
    ("postal_code", Level.DIFFERENT): -3.0,
    ("street", Level.SAME): 4.0,
    ("city", Level.SAME): 1.0,
    ("city", Level.DIFFERENT): -2.0,
    ("domain", Level.SIMILAR): 3.0,
    ("domain", Level.DIFFERENT): -2.0,
}
"""How loud each speaks: an order for the queue, estimated and not fitted; what is sure is decided by rule."""

SHORTEST_WITH_A_SLIP = 8
"""Letters. A shorter name with a slip is another name, and so is any with two: trades repeat, and ``Adler Metallbau`` is not ``Adam Metallbau``."""
PART = 6
LONGEST_SPLIT = 5


@dataclass(frozen=True, slots=True)
class Firm:
    """A company as it is compared, in comparable spellings; "" where nothing is known."""

    name: str
    domain: str
    country: str
    postal_code: str
    address: tuple[str, str]
    city: str

    @property
    def letters(self) -> str:
        """``maschinen bau huber`` → ``maschinenbauhuber``: where words end is a matter of taste."""
        return self.name.replace(" ", "")

    @property
    def words(self) -> list[str]:
        return sorted(self.name.split())

    @property
    def figures(self) -> str:
        return "".join(letter for letter in self.name if letter.isdigit())


@dataclass(frozen=True, slots=True)
class FirmFinding:
    """The judgement on two companies, and why."""

    judgement: Judgement
    grounds: Sequence[Ground]

    @property
    def score(self) -> float:
        return sum(ground.bits for ground in self.grounds)


def firm_of(facts: Mapping[str, str]) -> Firm:
    """From ``name``, ``domain``, ``country``, ``postal_code``, ``street``, ``house_number`` and ``city`` as they were said.

    A company that is called by its domain has no name yet.
    """
    name, domain = facts.get("name", ""), facts.get("domain", "")
    road, house = street(facts.get("street", ""))
    return Firm(
        name="" if name == domain else firm(name),
        domain=domain,
        country=plain(facts.get("country", "")),
        postal_code=digits(facts.get("postal_code", "")),
        address=(road, digits(facts.get("house_number", "")) or house),
        city=plain(facts.get("city", "")),
    )


def firm_keys(one: Firm) -> set[int]:
    """Under which companies with equal or very alike names meet, about six; none for a company without a name."""
    return {hashed(f"firm|{fact}") for fact in _facts(one)} if one.name else set()


def _facts(one: Firm) -> Iterator[str]:
    words, letters = one.name.split(), one.letters
    yield f"letters|{letters}"
    if heard := sound(letters):
        yield f"sound|{heard}|{one.figures}"
    if len(words) > 1:
        yield f"words|{' '.join(one.words)}"
    if 1 < len(words) <= LONGEST_SPLIT:
        # a slip leaves the other words as they are
        rests = (" ".join(words[:place] + words[place + 1 :]) for place in range(len(words)))
        yield from (f"rest|{rest}" for rest in rests if len(rest) >= PART)
    if len(letters) > PART:
        yield f"begins|{letters[:PART]}"
        yield f"ends|{letters[-PART:]}"


def compare_firms(one: Firm, other: Firm) -> FirmFinding:
    """Sure: one name in one place, and not two domains. Doubtful: one name otherwise, or a very alike one unless the places differ."""
    levels = {
        "company": _name(one, other),
        "postal_code": _postal_code(one, other),
        "street": _street(one, other),
        "city": _same_or_not(one.city, other.city),
        "domain": _domain(one, other),
    }
    found = [Ground(name, level, BITS.get((name, level), 0.0)) for name, level in levels.items() if level]
    grounds = sorted(found, key=lambda ground: -abs(ground.bits))
    return FirmFinding(_judge(levels), grounds)


def _judge(levels: Mapping[str, Level | None]) -> Judgement:
    in_one_place = Level.SAME in (levels["postal_code"], levels["street"])
    elsewhere = not in_one_place and Level.DIFFERENT in (levels["postal_code"], levels["city"])
    if levels["company"] is Level.SAME:
        is_sure = in_one_place and levels["domain"] is None
        return Judgement.SURE if is_sure else Judgement.DOUBTFUL
    return Judgement.DOUBTFUL if levels["company"] is Level.SIMILAR and not elsewhere else Judgement.DIFFERENT


def _name(one: Firm, other: Firm) -> Level:
    if not one.name or not other.name:
        return Level.DIFFERENT
    if one.letters == other.letters or one.words == other.words:
        return Level.SAME
    is_long = min(len(one.letters), len(other.letters)) >= SHORTEST_WITH_A_SLIP
    is_one_slip = one.figures == other.figures and OSA.distance(one.letters, other.letters, score_cutoff=1) <= 1
    return Level.SIMILAR if is_long and is_one_slip else Level.DIFFERENT


def _postal_code(one: Firm, other: Firm) -> Level | None:
    """One number means another place in another country."""
    level = _same_or_not(one.postal_code, other.postal_code)
    is_abroad = _same_or_not(one.country, other.country) is Level.DIFFERENT
    return None if level is Level.SAME and is_abroad else level


def _street(one: Firm, other: Firm) -> Level | None:
    """A street is one only in one town."""
    is_known = all((*one.address, one.city))
    return Level.SAME if is_known and (one.address, one.city) == (other.address, other.city) else None


def _domain(one: Firm, other: Firm) -> Level | None:
    """``None`` where one has no domain of its own; ``bauer.de`` and ``bauer.com`` are alike, and still two."""
    if not one.domain or not other.domain:
        return None
    return Level.SIMILAR if one.domain.partition(".")[0] == other.domain.partition(".")[0] else Level.DIFFERENT


def _same_or_not(one: str, other: str) -> Level | None:
    if not one or not other:
        return None
    return Level.SAME if one == other else Level.DIFFERENT
