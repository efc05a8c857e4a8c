"""Who of all contacts may be this person: found by common keys, compared, judged."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection

from handschlag.people.core.matching.base import Base
from handschlag.people.core.matching.columns import Crowd
from handschlag.people.core.matching.comparison import compare
from handschlag.people.core.matching.judgement import Ground, Judgement, grounds, judge
from handschlag.people.core.matching.keys import MOST_IN_A_BLOCK, match_keys
from handschlag.people.core.matching.person import Person, from_text


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A contact that may be the person asked for: bits for it, the judgement, and why."""

    contact_id: UUID
    score: float
    judgement: Judgement
    grounds: tuple[Ground, ...]


def look_alikes(people: Sequence[Person], base: Base, least: Judgement = Judgement.DOUBTFUL) -> list[list[LookAlike]]:
    """For each person the contacts judged ``least`` or surer to be the same, the likeliest first. Two queries for any number."""
    asked: dict[int, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in match_keys(person):
            asked[key].append(place)
    meetings = {(place, number) for key, number in _standing_under(list(asked)) for place in asked[key]}
    known = _portraits({number for _place, number in meetings})
    pairs = sorted((place, number) for place, number in meetings if number in known)
    found: list[list[LookAlike]] = [[] for _person in people]
    if not pairs:
        return found
    position = {number: len(people) + place for place, number in enumerate(known)}
    crowd = Crowd([*people, *(person for _contact, person in known.values())])
    left, right = np.array([(place, position[number]) for place, number in pairs], np.int64).T
    compared = compare(crowd, left, right, base)
    judged = judge(compared)
    for pair in np.flatnonzero(judged >= int(least)).tolist():
        place, number = pairs[pair]
        one = LookAlike(
            known[number][0], float(compared.score[pair]), Judgement(int(judged[pair])), tuple(grounds(compared, pair))
        )
        found[place].append(one)
    return [sorted(alike, key=lambda one: (-one.score, one.contact_id)) for alike in found]


def _standing_under(keys: list[int]) -> list[tuple[int, int]]:
    """``(key, portrait)`` of all that stand under these keys; a crowded key is passed over after as many steps as are allowed."""
    sql, values = _listed(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT k.hash, k.portrait_id FROM ({sql}) w JOIN people_matchkey k ON k.hash = w.one"  # noqa: S608 – our own words
            " WHERE (SELECT count(*) FROM (SELECT 1 FROM people_matchkey b WHERE b.hash = w.one LIMIT %s) c) <= %s",
            [values, MOST_IN_A_BLOCK + 1, MOST_IN_A_BLOCK],
        )
        return list(cursor.fetchall())


def _portraits(numbers: set[int]) -> dict[int, tuple[UUID, Person]]:
    if not numbers:
        return {}
    sql, values = _listed(list(numbers))
    query = f"SELECT number, contact_id, text FROM ({sql}) w JOIN people_portrait p ON p.number = w.one"  # noqa: S608 – our own words
    with connection.cursor() as cursor:
        cursor.execute(query, [values])
        rows = [(number, UUID(str(contact)), text) for number, contact, text in cursor.fetchall()]
    return {number: (contact, from_text(text)) for number, contact, text in rows}


def _listed(numbers: list[int]) -> tuple[str, str | list[int]]:
    """A table of these numbers, as a query with one value: any number of them, and the same statement every time."""
    if connection.vendor == "sqlite":
        return "SELECT value AS one FROM json_each(%s)", json.dumps(numbers)
    return "SELECT unnest(%s::bigint[]) AS one", numbers
