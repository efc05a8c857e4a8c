"""From a note to what can be counted in it: stems of words and pieces of them, those in a denied clause marked as denied. German and English.

Stems are cut by the minimal stemmer of Jacques Savoy, *Light stemming approaches for the French, Portuguese, German and Hungarian
languages* (2006): German endings only, which leaves English words recognisable as well. Pieces of five letters hold together what German
compounds (*Lieferzeit*, *Zeitdruck*) and slips of the pen tear apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

DENIED = "¬"
"""Stands before whatever was said in a denied clause: *kein Preisproblem* speaks of the price, and says that it is none."""

PIECE, EDGE = 5, "_"
"""Letters of a piece; the edges of the word count as one, so that its beginning and its end are known as such. Shorter stems have none."""

PIECE_OF = "~"
"""Marks a piece among features."""

_CLAUSE = re.compile(r"[.,;:!?()\n–—]|\b(?:aber|sondern|jedoch|dafür|but|however|though)\b")
_WORD = re.compile(r"[^\W\d_]+(?:'t)?")
_DENIALS = re.compile(
    r"kein(?:e|en|er|em|es)?|nicht|nichts|nie|niemals|niemand(?:en)?|ohne|weder|un(?:kritisch|problematisch)|not|no|none|never|nothing|nobody|without|neither|nor|\w+n't"
)
_PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "’": "'", "é": "e", "è": "e", "à": "a"})

STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "to",
        "up",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "which",
        "will",
        "with",
        "would",
        "you",
        "your",
        "ab",
        "als",
        "am",
        "an",
        "auch",
        "auf",
        "aus",
        "bei",
        "beim",
        "bin",
        "bis",
        "da",
        "das",
        "dass",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "doch",
        "du",
        "ein",
        "eine",
        "einem",
        "einen",
        "einer",
        "er",
        "es",
        "fur",
        "hat",
        "hatte",
        "ich",
        "ihm",
        "ihn",
        "ihr",
        "im",
        "in",
        "ins",
        "ist",
        "ja",
        "man",
        "mal",
        "mehr",
        "mich",
        "mir",
        "mit",
        "nach",
        "noch",
        "nun",
        "nur",
        "ob",
        "oder",
        "schon",
        "sehr",
        "sein",
        "sie",
        "sich",
        "sind",
        "so",
        "und",
        "uns",
        "um",
        "vom",
        "von",
        "vor",
        "war",
        "was",
        "weil",
        "wenn",
        "wer",
        "werden",
        "wie",
        "will",
        "wir",
        "wird",
        "wo",
        "wurde",
        "zu",
        "zum",
        "zur",
    ]
)
"""Words that say nothing by themselves, as they are after umlauts are made plain. What denies is not among them."""


def features(text: str) -> frozenset[str]:
    """Everything in a text that may tell what it is about, each once.

    >>> sorted(features("Kosten, kein Verzug"))
    ['kein', 'kost', '¬verzug', '¬~_verz', '¬~erzug', '¬~rzug_', '¬~verzu']
    """
    return frozenset(found for word, is_denied in words(text) for found in features_of(word, is_denied=is_denied))


def words(text: str) -> Iterator[tuple[str, bool]]:
    """Each word that says something, as it is written but for capitals and umlauts, and whether it stands in a denied clause."""
    for clause in _CLAUSE.split(text.lower().translate(_PLAIN)):
        found = _WORD.findall(clause)
        is_denied = any(_DENIALS.fullmatch(word) for word in found)
        for word in found:
            if word not in STOP and len(word) > 1:
                yield word, is_denied


def spellings(text: str) -> dict[str, str]:
    """Words as :func:`words` gives them → as they stand in the text."""
    return {found.lower().translate(_PLAIN): found for found in _WORD.findall(text)}


def features_of(word: str, *, is_denied: bool) -> Iterator[str]:
    """The stem and its pieces, marked where the word was denied. A word that denies is marked nowhere and has no pieces."""
    if _DENIALS.fullmatch(word):
        yield word
        return
    mark = DENIED if is_denied else ""
    cut = stem(word)
    yield f"{mark}{cut}"
    if len(cut) >= PIECE:
        edged = f"{EDGE}{cut}{EDGE}"
        yield from (f"{mark}{PIECE_OF}{edged[start : start + PIECE]}" for start in range(len(edged) - PIECE + 1))


def is_piece(feature: str) -> bool:
    return PIECE_OF in feature


def stem(word: str) -> str:
    """A word without its ending; it is expected in small letters, its umlauts made plain.

    >>> [stem(word) for word in ("maschinen", "maschine", "kosten", "ersatzteile")]
    ['maschi', 'maschin', 'kost', 'ersatzteil']
    """
    length = len(word)
    if length > 6 and word.endswith("nen"):
        return word[:-3]
    if length > 5 and word[-2:] in {"en", "se", "es", "er"}:
        return word[:-2]
    return word[:-1] if length > 3 and word[-1] in "nesr" else word
