"""Words made alike, so that spelling keeps nobody apart: Müller = Mueller = Muller, ``Dr. Anna von Bauer`` = ``anna bauer``."""
# ruff: noqa: SIM905 – lists of words are read as text

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import cologne_phonetics

KEPT = 65_536
"""Spellings remembered: names and firms repeat, and asking memory costs a tenth of working them out."""

NAME_TITLES = frozenset(
    "dr prof dipl ing med phil habil mag msc bsc mba ma ba jun sen jr sr herr frau mr mrs ms miss sir".split()
)
NAME_PARTICLES = frozenset("von van vom zu zum zur de der den del di da la le el al bin ibn of und y".split())
FIRM_FORMS = frozenset(
    "gmbh mbh ag kg kgaa ohg gbr ug ek ev eg se co cie ltd limited llc inc corp corporation company plc sa sas sarl srl spa"
    " bv nv ab as oy aps sro gesellschaft haftungsbeschrankt mit und and the".split()
)

_UMLAUTS = re.compile(r"(?<![aeq])ue|ae|oe")
_WORDS = re.compile(r"[^\W_]+")
_STREET = re.compile(r"(strasse|strase|str)\b\.?")
_HOUSE = re.compile(r"\b(\d{1,5})\s*([a-z]?)\b")


@lru_cache(KEPT)
def plain(text: str) -> str:
    """Small letters without accents, umlauts in one spelling, words apart by one space: ``Müller-Lüdenscheidt`` → ``muller ludenscheidt``.

    ``ue`` stays after a, e and q, where it is no umlaut: ``Bauer``, ``Neuer``, ``Quelle``.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(_UMLAUTS.sub(lambda found: found.group()[0], letters)))


@lru_cache(KEPT)
def name(text: str) -> str:
    """A given or family name without titles and particles; where nothing else is left they are the name (``Herr Sen``, ``Ms Le``)."""
    words = plain(text.replace("'", "").replace("’", "")).split()
    kept = [word for word in words if word not in NAME_TITLES]
    bare = [word for word in kept if word not in NAME_PARTICLES]
    return " ".join(bare or kept or words)[:80]


@lru_cache(KEPT)
def firm(text: str) -> str:
    """A company's name without its legal form: ``Bauer & Söhne GmbH & Co. KG`` → ``bauer sohne``."""
    words = plain(text.replace(".", "")).split()
    return " ".join([word for word in words if word not in FIRM_FORMS] or words)[:120]


@lru_cache(KEPT)
def street(text: str) -> tuple[str, str]:
    """``(street, house number)``: ``Hauptstr. 12 a`` → ``("haupt str", "12a")``; an empty number where none is said."""
    words = _STREET.sub(" str", plain(text))
    house = _HOUSE.search(words)
    if house and house.group(1):
        words = words[: house.start()] + words[house.end() :]
    return " ".join(words.split())[:80], house.group(1) + house.group(2) if house else ""


@lru_cache(KEPT)
def sound(text: str) -> str:
    """How a German ear hears the first word (Kölner Phonetik, Postel 1969): ``Meier`` = ``Mayr`` = ``67``; "" where there is nothing to hear."""
    words = text.split(" ", 1)
    heard = cologne_phonetics.encode(words[0]) if words[0] else []
    return str(heard[0][1]) if heard else ""


def birth(text: str) -> str:
    """A day of birth as ``yyyymmdd``, from ``1971-06-24``, ``19710624`` or ``24.6.1971``; "" for what is no such thing.

    Impossible months and days stay as they were written: they are slips of one digit, and the rest still speaks.
    """
    parts = re.findall(r"\d+", text)
    if len(parts) == 1 and len(parts[0]) == 8:
        return str(parts[0])
    if len(parts) >= 3 and len(parts[0]) == 4:
        year, month, day = parts[:3]
    elif len(parts) >= 3 and len(parts[2]) == 4:
        day, month, year = parts[:3]
    else:
        return ""
    return f"{year}{month:0>2}{day:0>2}" if len(month) < 3 and len(day) < 3 else ""


def digits(text: str) -> str:
    """Letters and digits alone, in small letters: numbers of customers and taxes, postal codes."""
    return "".join(_WORDS.findall(text.casefold()))[:40]
