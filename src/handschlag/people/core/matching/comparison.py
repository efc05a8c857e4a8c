"""How far two people agree, field by field, for thousands of pairs at once: a level and its bits for each."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from handschlag.people.core.matching import address
from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.columns import Codes, Crowd, Floats, Words
from handschlag.people.core.matching.spelling import sound
from handschlag.people.core.matching.weights import (
    BITS,
    COLLEAGUES_AT_MOST,
    FIELDS,
    PLACE_AT_MOST,
    RAREST,
    SWAPPED,
    Level,
)

Levels = NDArray[np.int8]
MISSING, DIFFERENT, WEAK, PART, SIMILAR, SAME = map(int, Level)
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Comparison:
    """For each pair: bits in all (``score``, the base's prior included), and level and bits of each of ``FIELDS`` (columns)."""

    score: Floats
    levels: Levels
    bits: Floats


def compare(crowd: Crowd, left: Places, right: Places, base: Base) -> Comparison:
    """Compare the people at positions ``left`` with those at ``right``. Symmetric; what is missing on one side adds nothing."""
    levels = np.zeros((len(FIELDS), len(left)), np.int8)
    bits = np.zeros((len(FIELDS), len(left)))
    levels[0], levels[1], bits[0], bits[1] = _names(crowd, left, right, base)
    of_fields = {
        "email": _best(crowd.mails, crowd.emails, left, right, _email_levels),
        "phone": _best(crowd.lines, crowd.phones, left, right, _phone_levels),
        "company": _company(crowd, left, right),
        "birth": _levels(crowd.days, crowd.birth[left], crowd.birth[right], _birth_levels),
        "street": _street(crowd, left, right),
        "postal_code": _levels(crowd.codes, crowd.postal_code[left], crowd.postal_code[right], _one_slip),
        "city": _levels(crowd.cities, crowd.city[left], crowd.city[right], _alike),
        "number": _levels(crowd.numbers, crowd.number[left], crowd.number[right], _one_slip),
    }
    for name, found in of_fields.items():
        levels[place := FIELDS.index(name)] = found
        bits[place] = BITS_OF[name][found]
    _weigh_firms(crowd, left, levels, bits, base)
    _free_of_echoes(levels, bits)
    return Comparison(bits.sum(0) + base.prior, levels.T, bits.T)


BITS_OF = {name: np.array([bits.get(level, 0.0) for level in Level]) for name, bits in BITS.items()}


def _weigh_firms(crowd: Crowd, left: Places, levels: Levels, bits: Floats, base: Base) -> None:
    """A firm where every tenth person works says no more than that, and of colleagues with other names little."""
    place = FIELDS.index("company")
    agrees = np.flatnonzero(bits[place] > 0)
    if not len(agrees):
        return
    by_name = crowd.firms.each(lambda name: _rarity(name, base.firm, base.size), float)
    by_domain = crowd.hosts.each(lambda name: _rarity(name, base.firm, base.size), float)
    who = left[agrees]
    most = np.where(crowd.company[who] > 0, by_name[crowd.company[who]], by_domain[crowd.domain[who]])
    is_named = (levels[0][agrees] >= PART) & (levels[1][agrees] >= PART)
    bits[place][agrees] = np.minimum(
        bits[place][agrees], np.where(is_named, most, np.minimum(most, COLLEAGUES_AT_MOST))
    )


def _free_of_echoes(levels: Levels, bits: Floats) -> None:
    """Postal code and city speak of one place, and who shares an address shares its domain."""
    email, company = FIELDS.index("email"), FIELDS.index("company")
    bits[company][levels[email] >= SIMILAR] = 0
    post, city = FIELDS.index("postal_code"), FIELDS.index("city")
    too_much = np.maximum(bits[post] + bits[city] - PLACE_AT_MOST, 0)
    bits[city] -= too_much


# names


def _names(crowd: Crowd, left: Places, right: Places, base: Base) -> tuple[Levels, Levels, Floats, Floats]:
    """Given and family name as they stand, or swapped where that says more."""
    given_a, given_b, family_a, family_b = (
        column[side] for column in (crowd.given, crowd.family) for side in (left, right)
    )
    rare_given = crowd.names.each(lambda name: _rarity(name, base.given, base.size), float)
    rare_family = crowd.names.each(lambda name: _rarity(name, base.family, base.size), float)
    given, given_bits = _name(crowd.names, given_a, given_b, rare_given, "given")
    family, family_bits = _name(crowd.names, family_a, family_b, rare_family, "family")
    maybe = np.flatnonzero(
        (given_bits + family_bits < 0) & ((given_a == family_b) | (family_a == given_b) | (given == 1))
    )
    if len(maybe):
        rare = np.minimum(rare_given, rare_family)
        one, one_bits = _name(crowd.names, given_a[maybe], family_b[maybe], rare, "given")
        other, other_bits = _name(crowd.names, family_a[maybe], given_b[maybe], rare, "family")
        better = one_bits + other_bits + SWAPPED > given_bits[maybe] + family_bits[maybe]
        swapped = maybe[better]
        # which of two swapped names is the given one nobody knows: the one that agrees less is held against them
        less = (one <= other)[better]
        one, other, one_bits, other_bits = one[better], other[better], one_bits[better], other_bits[better]
        given[swapped], family[swapped] = np.where(less, one, other), np.where(less, other, one)
        given_bits[swapped] = np.where(less, one_bits, other_bits) + SWAPPED / 2
        family_bits[swapped] = np.where(less, other_bits, one_bits) + SWAPPED / 2
    return given, family, given_bits, family_bits


def _rarity(name: str, shares: object, size: int) -> float:
    share = shares.get(name) or shares.get(name.partition(" ")[0]) or 0.0  # type: ignore[attr-defined]
    return min(RAREST, -log2(max(share, 1 / max(size, 1_000)))) if name else 0.0


def _name(words: Words, a: Codes, b: Codes, rarity: Floats, field: str) -> tuple[Levels, Floats]:
    levels = _levels(words, a, b, _name_levels)
    by_name = np.minimum(rarity[a], rarity[b])
    fixed = BITS_OF[field]
    bits = np.where(levels >= PART, by_name + fixed[levels], fixed[levels])
    return levels, np.where(levels >= PART, np.maximum(bits, 0.5), bits)


def _name_levels(a: list[str], b: list[str]) -> Levels:
    """SIMILAR: a slip or the same sound. PART: a name within a longer one (Anna in Anna Maria, Rob in Robert). WEAK: an initial."""
    slips, jaro = cpdist(a, b, scorer=OSA.distance), cpdist(a, b, scorer=JaroWinkler.similarity)
    longest = np.maximum(_lengths(a), _lengths(b))
    is_slip = ((slips <= 1) & (longest >= 4)) | ((slips <= 2) & (longest >= 7)) | (jaro >= 0.93)
    found = np.where(is_slip, SIMILAR, DIFFERENT).astype(np.int8)
    for place in np.flatnonzero(~is_slip).tolist():
        found[place] = _other_spelling(a[place], b[place])
    return found


def _other_spelling(a: str, b: str) -> int:
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return WEAK if long.startswith(short) else DIFFERENT
    if set(short.split()) & set(long.split()) or (len(short) >= 3 and long.startswith(short)):
        return PART
    if short.replace(" ", "") == long.replace(" ", "") or (len(sound(a)) > 2 and sound(a) == sound(b)):
        return SIMILAR
    return WEAK if OSA.normalized_similarity(a, b) >= 0.55 and len(short) > 2 else DIFFERENT


# addresses and numbers


def _best(words: Words, columns: list[Codes], left: Places, right: Places, judge: object) -> Levels:
    """The best agreement of any of the one's values with any of the other's."""
    best = np.zeros(len(left), np.int8)
    for a in columns:
        for b in columns:
            np.maximum(best, _levels(words, a[left], b[right], judge), out=best)
    return best


def _email_levels(a: list[str], b: list[str]) -> Levels:
    """Looks closely only at pairs that may agree at all: the same letterbox, or few slips."""
    slips = cpdist(a, b, scorer=OSA.distance)
    found = np.where(slips <= np.maximum(2, np.maximum(_lengths(a), _lengths(b)) // 5), -1, DIFFERENT).astype(np.int8)
    found[[one.partition("@")[0] == other.partition("@")[0] for one, other in zip(a, b, strict=True)]] = -1
    for place in np.flatnonzero(found == -1).tolist():
        found[place] = _email_level(a[place], b[place], int(slips[place]))
    return found


def _email_level(a: str, b: str, slips: int) -> int:
    """SIMILAR: a slip of the pen in box or domain. PART: the same unusual letterbox elsewhere. WEAK: the same box, made of a name.

    ``a.bauer`` and ``m.bauer`` are colleagues, ``anna1980`` and ``anna1981`` at a provider of millions are strangers.
    """
    (box_a, _at, host_a), (box_b, _at, host_b) = a.partition("@"), b.partition("@")
    if box_a == box_b:
        if len(host_a) > 5 and OSA.distance(host_a, host_b) <= 2 and not address.both_free(host_a, host_b):
            return SIMILAR
        return PART if sum(map(str.isdigit, box_a)) >= (1 if len(box_a) > 5 else 2) else WEAK
    if address.are_numbered_apart(box_a, box_b) or address.are_numbered_apart(host_a, host_b):
        return DIFFERENT
    if host_a == host_b:
        is_slip = slips <= 1 and len(box_a) > 5 and box_a[0] == box_b[0]
        return SIMILAR if is_slip or (slips <= 2 and sorted(box_a) == sorted(box_b)) else DIFFERENT
    is_slip = slips <= max(2, max(len(a), len(b)) // 5) and len(box_a) > 2 and not address.both_free(host_a, host_b)
    return SIMILAR if is_slip else DIFFERENT


def _phone_levels(a: list[str], b: list[str]) -> Levels:
    """SIMILAR: two digits changed places; one other digit is the neighbour's or the colleague's extension."""
    found = np.full(len(a), DIFFERENT, np.int8)
    for place in np.flatnonzero(cpdist(a, b, scorer=OSA.distance, score_cutoff=1) <= 1).tolist():
        if sorted(a[place]) == sorted(b[place]):
            found[place] = SIMILAR
    return found


def _company(crowd: Crowd, left: Places, right: Places) -> Levels:
    """Firm or domain, whichever agrees better: they say the same thing twice."""
    by_name = _levels(crowd.firms, crowd.company[left], crowd.company[right], _alike)
    by_domain = _levels(crowd.hosts, crowd.domain[left], crowd.domain[right], _different)
    return np.maximum(by_name, by_domain)


def _street(crowd: Crowd, left: Places, right: Places) -> Levels:
    """SAME: street and number. SIMILAR: the number is unknown or the street misspelt. WEAK: another number in the street."""
    levels = _levels(crowd.streets, crowd.street[left], crowd.street[right], _alike)
    house_a, house_b = crowd.house[left], crowd.house[right]
    is_known, is_same = (house_a > 0) & (house_b > 0), house_a == house_b
    levels[(levels == SAME) & ~is_known] = SIMILAR
    levels[(levels == SIMILAR) & is_known & is_same] = SIMILAR
    levels[(levels >= SIMILAR) & is_known & ~is_same] = WEAK
    return levels


def _birth_levels(a: list[str], b: list[str]) -> Levels:
    return np.array([_birth_level(*pair) for pair in zip(a, b, strict=True)], np.int8)


def _birth_level(a: str, b: str) -> int:
    """SIMILAR: one digit wrong, or day and month swapped. PART: two of year, month and day agree. WEAK: near misses."""
    if (a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]) or OSA.distance(a, b) == 1:
        return SIMILAR
    equal = (a[:4] == b[:4]) + (a[4:6] == b[4:6]) + (a[6:] == b[6:])
    if equal == 2:
        return PART
    return WEAK if equal or OSA.distance(a, b) <= 2 else DIFFERENT


# what fields share


def _levels(words: Words, a: Codes, b: Codes, judge: object) -> Levels:
    """SAME where equal, MISSING where one is empty, and what ``judge`` finds in the rest."""
    found = np.zeros(len(a), np.int8)
    is_known = (a > 0) & (b > 0)
    if not is_known.any():
        return found
    is_same = is_known & (a == b)
    found[is_same] = SAME
    rest = (is_known & (a != b)).nonzero()[0]
    if len(rest):
        low, high = np.minimum(a[rest], b[rest]), np.maximum(a[rest], b[rest])
        found[rest] = words.of_pairs(low, high, judge)  # type: ignore[arg-type]
    return found


def _alike(a: list[str], b: list[str]) -> Levels:
    slips, jaro = cpdist(a, b, scorer=OSA.distance), cpdist(a, b, scorer=JaroWinkler.similarity)
    shortest = np.minimum(_lengths(a), _lengths(b))
    is_alike = (slips <= np.maximum(1, shortest // 5)) & (shortest > 3) | (jaro >= 0.94)
    return np.where(is_alike, SIMILAR, DIFFERENT).astype(np.int8)


def _one_slip(a: list[str], b: list[str]) -> Levels:
    slips = cpdist(a, b, scorer=OSA.distance)
    return np.where(slips <= 1, SIMILAR, DIFFERENT).astype(np.int8)


def _different(a: list[str], _b: list[str]) -> Levels:
    return np.full(len(a), DIFFERENT, np.int8)


def _lengths(words: list[str]) -> NDArray[np.int64]:
    return np.fromiter(map(len, words), np.int64, len(words))
