"""What both sides should know before they sign: terms that can be signed but hardly meant."""

from __future__ import annotations

from handschlag.agreement.core.cautions import duties, points, references, work
from handschlag.agreement.core.cautions.most import most_from_fit, most_from_interest
from handschlag.agreement.core.sentences import WORDS
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Language

__all__ = ["cautions", "most_from_fit", "most_from_interest"]


def cautions(terms: Terms, language: Language) -> list[str]:
    """A sentence for each thing in the terms that nobody can have meant; empty where nothing is conspicuous."""
    words = WORDS[language].naming(terms.labels())
    return [sentence for part in (points, duties, work, references) for sentence in part.cautions(terms, words)]
