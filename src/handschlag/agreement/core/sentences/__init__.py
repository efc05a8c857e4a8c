"""The whole agreement as a contract that a person can read aloud, in German and in English."""

from __future__ import annotations

from collections.abc import Mapping

from handschlag.agreement.core.english import ENGLISH
from handschlag.agreement.core.german import GERMAN
from handschlag.agreement.core.sentences import annex, preamble, qualifying, working
from handschlag.agreement.core.sentences.parts import sentence_of
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language, Section, Words

__all__ = ["WORDS", "contract", "sentence_of"]

WORDS: Mapping[Language, Words] = {"de": GERMAN, "en": ENGLISH}


def contract(terms: Terms, language: Language) -> list[Section]:
    """The contract of these terms, section by section. Every label, number, value and key of the terms stands in it."""
    words = WORDS[language].naming(terms.labels())
    parts = (preamble, qualifying, working, annex)
    return [section for part in parts for section in part.sections(terms, words)]
