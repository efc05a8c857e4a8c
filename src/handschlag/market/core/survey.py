"""Ratings of brands: answers become number, mean and spread; who answered is dropped on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from handschlag.market.core.cells import Columns, Fault, Flaw, Rows, columns_of, decimal_mark, number_of

MOST_RESPONDENTS = 10**6

KNOWN = {
    "respondent": "respondent, respondent id, teilnehmer, teilnehmerin, person, befragter, fall, case, id",
    "respondents": "n, sample size, sample, respondents, befragte, stichprobe, stichprobengröße, anzahl",
    "brand": "brand, marke, anbieter, competitor, mitbewerber",
    "attribute": "attribute, eigenschaft, merkmal, kriterium, criterion, item",
    "rating": "rating, bewertung, mean, mittelwert, note, wert, value, score",
    "deviation": "sd, standard deviation, standardabweichung, deviation, streuung",
}


@dataclass(frozen=True, slots=True)
class Rated:
    """How ``respondents`` people rated something: their mean, and the standard deviation where it is known."""

    respondents: int
    mean: float
    deviation: float | None = None


@dataclass(frozen=True)
class Ratings:
    """What was rated, under the brand's and the attribute's id; ``columns`` is None where the table lacks one that is needed."""

    rated: dict[tuple[str, str], Rated]
    flaws: list[Flaw]
    columns: Columns | None


@dataclass(frozen=True)
class Scale:
    """How ratings are to be read: between ``worst`` and ``best``, whichever is the larger, of these brands and attributes.

    Those stand under every spelling they are known by, in small letters, with their id.
    """

    worst: float
    best: float
    brands: Mapping[str, str]
    attributes: Mapping[str, str]


def read_ratings(headings: Sequence[str], rows: Rows, scale: Scale) -> Ratings:
    """One row for each answer (brand, attribute, rating; a respondent says whose), or for each mean (with the number of respondents)."""
    table = columns_of(headings, rows, KNOWN, ("brand", "attribute", "rating"))
    if table is None:
        return Ratings({}, [], None)
    answers: dict[tuple[str, str], list[Rated]] = defaultdict(list)
    flaws: list[Flaw] = []
    seen = set()
    marks = {name: decimal_mark(table.column(name)) for name in ("rating", "deviation")}
    has_means = "respondents" in table.places
    for number, cells in table.rows:
        named, rated = _named(table, number, cells, scale), _rated(table, number, cells, scale, marks)
        respondent = table.cell(cells, "respondent")
        if isinstance(named, Flaw):
            flaws.append(named)
        elif isinstance(rated, Flaw):
            flaws.append(rated)
        elif (*named, respondent) in seen and (respondent or has_means):
            flaws.append(Flaw(number, table.heading("attribute"), Fault.TWICE, table.cell(cells, "attribute")))
        else:
            seen.add((*named, respondent))
            answers[named].append(rated)
    return Ratings({named: _together(said) for named, said in answers.items()}, flaws, table)


def _named(table: Columns, number: int, cells: Sequence[str], scale: Scale) -> tuple[str, str] | Flaw:
    found = []
    for name, known in (("brand", scale.brands), ("attribute", scale.attributes)):
        cell = table.cell(cells, name)
        if cell.casefold() not in known:
            return Flaw(number, table.heading(name), Fault.UNKNOWN if cell else Fault.MISSING, cell)
        found.append(known[cell.casefold()])
    return found[0], found[1]


def _rated(table: Columns, number: int, cells: Sequence[str], scale: Scale, marks: Mapping[str, str]) -> Rated | Flaw:
    rating = number_of(table.cell(cells, "rating"), marks["rating"])
    if rating is None:
        return Flaw(number, table.heading("rating"), Fault.NO_NUMBER, table.cell(cells, "rating"))
    if not min(scale.worst, scale.best) <= rating <= max(scale.worst, scale.best):
        return Flaw(number, table.heading("rating"), Fault.OFF_SCALE, table.cell(cells, "rating"))
    many = number_of(table.cell(cells, "respondents")) if "respondents" in table.places else 1
    if many is None or not 1 <= many <= MOST_RESPONDENTS or many != int(many):
        return Flaw(number, table.heading("respondents"), Fault.NO_NUMBER, table.cell(cells, "respondents"))
    spread = number_of(table.cell(cells, "deviation"), marks["deviation"])
    return Rated(int(many), float(rating), float(spread) if spread is not None and spread >= 0 else None)


def _together(said: list[Rated]) -> Rated:
    """Several answers of one person each as one figure."""
    if len(said) == 1:
        return said[0]
    means = [one.mean for one in said]
    return Rated(len(said), fmean(means), stdev(means))
