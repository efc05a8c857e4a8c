"""What reps note down and what customers say, in German and in English: sentences put together by chance from ``phrases.yaml``.

Nobody writes all that was heard and ticks all that was written; each rep has phrases of their own, some of which come into use only later;
notes also say what is *no* subject, hold much that is no topic at all, abbreviations and slips of the pen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import yaml

RETURN_SENTENCES = {
    "wrong_person": "Studiert noch und braucht den Prospekt für eine Hausarbeit.",
    "no_need": "Hat sich nur umgesehen, keine Investition geplant.",
    "too_early": "Die Halle wird erst übernächstes Jahr gebaut.",
    "no_budget": "Das Investitionsbudget ist für dieses Jahr vergeben.",
    "bad_data": "Telefonnummer und Firma stimmen nicht.",
}

DISPUTE_SENTENCES = (
    "Hat zweimal nach einem Angebot gefragt und die Preisliste geladen.",
    "Die Telefonnummer stimmt, ich habe selbst mit der Zentrale gesprochen.",
    "War auf der Messe am Stand und hat ein Projekt für Herbst genannt.",
)
RULINGS = {
    True: "Das hätten wir anrufen müssen; bitte noch einmal.",
    False: "Ohne Projekt hilft auch ein Messebesuch nicht.",
}

WRITTEN, TICKED = 0.88, 0.94
"""How likely a rep writes down what was heard, and ticks it."""

ANSWERED = 0.1
"""How likely a rep writes down the answer to a question in one conversation."""

NO_SUBJECT, FILLER, SLIP, SHORT = 0.05, 0.55, 0.02, 0.5
"""How likely a note says of a topic that it is none, adds something else, has a slip in a word, shortens a word that can be shortened."""


@cache
def phrases() -> Mapping[str, Any]:
    """All that can be said, as it stands in ``phrases.yaml``."""
    loaded: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"))
    return loaded


@dataclass
class Pen:
    """The hand of one rep: chance, and which phrases are theirs by now. ``season`` runs from 0 (first day) to 1 (last day)."""

    rng: Random
    rep: str
    season: float

    def note(self, language: str, outcome: str, heard: Sequence[str], competitor: str | None) -> str:
        """How it went, what was wanted and what stood in the way, who else was named, what was no subject, and whatever else."""
        parts = [self._filled(self._of(phrases()["outcomes"][outcome][language]), language)]
        if outcome not in {"not_reached", "wrong_person"}:
            parts += self._told(language, heard, competitor)
        return self._written(" ".join(part for part in parts if part))

    def own_words(self, language: str, heard: Sequence[str]) -> str:
        """The customer's own words on one of the topics, or nothing."""
        about = [key for key in heard if phrases()["topics"][key][language]["said"]]
        if not about or self.rng.random() < 0.35:
            return ""
        return self._filled(self._of(phrases()["topics"][self.rng.choice(about)][language]["said"]), language)

    def answers(self, language: str) -> dict[str, str]:
        """What the customer answered to some questions of the guide, by the question's key."""
        asked = [key for key in phrases()["answers"] if self.rng.random() < ANSWERED]
        return {key: self._filled(self.rng.choice(phrases()["answers"][key][language]), language) for key in asked}

    def ticked(self, heard: Sequence[str]) -> list[str]:
        """What the rep confirms of what was heard."""
        return [key for key in heard if self.rng.random() < TICKED]

    def _told(self, language: str, heard: Sequence[str], competitor: str | None) -> list[str]:
        topics, said = phrases()["topics"], []
        said += [self._of(topics[key][language]["note"]) for key in heard if self.rng.random() < WRITTEN]
        said += [
            self._of(topics[key][language]["not"])
            for key in topics
            if key not in heard and self.rng.random() < NO_SUBJECT
        ]
        while self.rng.random() < FILLER:
            said.append(self._of(phrases()["fillers"][language]))
        if competitor:
            said.append(self._of(phrases()["competitors"][language]).replace("{rival}", competitor))
        self.rng.shuffle(said)
        return [self._filled(part, language) for part in said]

    def _of(self, pool: Sequence[str]) -> str:
        return self.rng.choice([one for one in pool if self._is_theirs(one)] or list(pool))

    def _is_theirs(self, phrase: str) -> bool:
        """Each phrase is used by seven of ten reps; a quarter of all come into use in the course of the time."""
        begins = crc32(phrase.encode()) % 100 / 100
        return crc32(f"{self.rep} {phrase}".encode()) % 10 < 7 and (begins > 0.25 or begins * 4 < self.season)

    def _filled(self, phrase: str, language: str) -> str:
        for slot, values in phrases()["slots"].items():
            if f"{{{slot}}}" in phrase:
                phrase = phrase.replace(f"{{{slot}}}", self.rng.choice(values[language] if slot == "month" else values))
        return phrase.replace("{n}", str(self.rng.randrange(2, 30)))

    def _written(self, text: str) -> str:
        return " ".join(self._word(word) for word in text.split(" "))

    def _word(self, word: str) -> str:
        short = phrases()["short"].get(word)
        if short and self.rng.random() < SHORT:
            return str(short)
        if len(word) > 5 and self.rng.random() < SLIP:
            place = self.rng.randrange(1, len(word) - 2)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        return word
