"""What is wrong with terms somebody wrote: where, why, and on which line, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from handschlag.agreement.core.text import Language

REASONS: Mapping[str, tuple[str, str]] = {
    "missing": ("is missing", "fehlt"),
    "extra_forbidden": ("is not part of the grammar", "gehört nicht zur Grammatik"),
    "no_day": (
        "is no day of the calendar, expected for example 2026-12-31",
        "ist kein Kalendertag, erwartet wird etwa 2026-12-31",
    ),
    "one_value": ("“equals” needs exactly one value", "„equals“ braucht genau einen Wert"),
    "some_value": ("“in” needs at least one value", "„in“ braucht mindestens einen Wert"),
    "no_values": ("this comparison takes no values", "dieser Vergleich nimmt keine Werte"),
    "bounds": (
        "at_least and below belong to “between”, which needs one of them or both",
        "at_least und below gehören zu „between“, das eines davon oder beide braucht",
    ),
    "bounds_order": ("at_least must be smaller than below", "at_least muss kleiner sein als below"),
    "star": (
        "“{value}” has its * in the wrong place: one * at the beginning or at the end",
        "„{value}“ hat das * an falscher Stelle: ein * am Anfang oder am Ende",
    ),
    "which_list": (
        "“matches” needs the key of a list; the other comparisons take none",
        "„matches“ braucht den Schlüssel einer Liste; die anderen Vergleiche nehmen keinen",
    ),
    "sum_or_matrix": (
        "needs either points (with fit and interest, if you like) or a matrix",
        "braucht entweder points (auf Wunsch mit fit und interest) oder eine matrix",
    ),
    "corner_overlap": (
        "fit {fit} with interest {interest} says nothing beside another corner, which is reached with less",
        "fit {fit} mit interest {interest} sagt nichts neben einem anderen Eckpunkt, der mit weniger erreicht ist",
    ),
    "hours_or_days": ("needs either working_hours or days", "braucht entweder working_hours oder days"),
    "to_whom": ("needs a team or a skill", "braucht team oder skill"),
    "refers_to_nothing": ("there is no group or list {keys}", "es gibt keine Gruppe oder Liste {keys}"),
    "two_procedures": (
        "more than one procedure for the segment {keys} (–: for all others)",
        "mehr als ein Vorgehen für das Segment {keys} (–: für alle anderen)",
    ),
    "no_recycling": (
        "recycling is missing: what is recycled must say after how many days, and how often",
        "recycling fehlt: Was neu eröffnet wird, muss sagen, nach wie vielen Tagen und wie oft",
    ),
    "credit_half_life": (
        "credit_half_life_days belongs to time_decay, which needs it",
        "credit_half_life_days gehört zu time_decay, das es braucht",
    ),
    "bool_type": ("must be true or false", "muss true oder false sein"),
    "used_twice": ("used more than once: {keys}", "mehrfach vergeben: {keys}"),
    "string_type": (
        "must be text; put numbers in quotation marks",
        "muss Text sein; Zahlen in Anführungszeichen setzen",
    ),
    "string_too_short": ("must not be empty", "darf nicht leer sein"),
    "string_too_long": ("is longer than {max_length} characters", "ist länger als {max_length} Zeichen"),
    "string_pattern_mismatch": (
        "has characters that are not allowed here (keys: small letters, digits, - and _)",
        "enthält Zeichen, die hier nicht erlaubt sind (Schlüssel: Kleinbuchstaben, Ziffern, - und _)",
    ),
    "string_unicode": ("is no valid Unicode text", "ist kein gültiger Unicode-Text"),
    "int_type": ("must be a whole number", "muss eine ganze Zahl sein"),
    "int_parsing_size": ("has too many digits", "hat zu viele Stellen"),
    "float_type": ("must be a number", "muss eine Zahl sein"),
    "float_parsing": ("must be a number", "muss eine Zahl sein"),
    "finite_number": ("must be a finite number", "muss eine endliche Zahl sein"),
    "greater_than_equal": ("must be at least {ge}", "muss mindestens {ge} sein"),
    "less_than_equal": ("must be at most {le}", "darf höchstens {le} sein"),
    "too_long": ("has more than {max_length} entries", "hat mehr als {max_length} Einträge"),
    "too_short": ("needs at least {min_length} entry", "braucht mindestens {min_length} Eintrag"),
    "tuple_type": ("must be a list", "muss eine Liste sein"),
    "model_type": ("must have named parts", "muss benannte Teile haben"),
    "enum": ("must be one of {expected}", "muss eines sein von {expected}"),
    "literal_error": ("must be {expected}", "muss {expected} sein"),
    "too_large": ("is longer than {limit} characters", "ist länger als {limit} Zeichen"),
    "too_deep": ("is nested more than {limit} levels deep", "ist tiefer als {limit} Ebenen geschachtelt"),
    "anchor": ("anchors and aliases are not read", "Anker und Verweise werden nicht gelesen"),
    "tag": ("tags are not read", "Tags werden nicht gelesen"),
    "no_mapping": (
        "must have named parts, such as title and thresholds",
        "muss benannte Teile haben, etwa title und thresholds",
    ),
    "key_twice": ("stands here twice", "steht hier zweimal"),
    "no_yaml": ("is no YAML: {detail}", "ist kein YAML: {detail}"),
}
"""Why, in English and German, by the name of the check."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong: ``path`` as in ``interest.2.points`` ("" for the whole), the check that failed, and its figures."""

    path: str
    check: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None
    fallback: str = ""

    def sentence(self, language: Language) -> str:
        """Where and why, to be read by whoever wrote the terms."""
        place = [self.path] if self.path else []
        if self.line is not None:
            place.append(f"line {self.line}" if language == "en" else f"Zeile {self.line}")
        reason = self.reason(language)
        return f"{', '.join(place)}: {reason}" if place else reason[:1].upper() + reason[1:]

    def reason(self, language: Language) -> str:
        """Why, without where."""
        english, german = REASONS.get(self.check, (self.fallback, self.fallback))
        return (german if language == "de" else english).format_map(self.figures)


class Unreadable(ValueError):  # noqa: N818 – a word, like Refused
    """Terms that could not be read, with every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.sentence("en"))

    def sentence(self, language: Language) -> str:
        """All problems in one line."""
        return "; ".join(problem.sentence(language) for problem in self.problems)


def problems_of(error: ValidationError) -> list[Problem]:
    """Every problem pydantic found, in the order of the terms."""
    return [
        Problem(
            path=".".join(str(step) for step in found["loc"]),
            check=found["type"],
            figures=found.get("ctx", {}),
            fallback=found["msg"],
        )
        for found in error.errors(include_url=False, include_input=False)
    ]
