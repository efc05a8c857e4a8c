"""Languages somebody speaks: read as people write them, kept as two-letter codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from handschlag.organisation.core.postal import UnreadablePart
from handschlag.organisation.core.words import read_words


def read_languages(text: str) -> list[str]:
    """ISO 639-1 codes, each once, from codes or from names in German, in English, or in the language itself.

    >>> read_languages("Deutsch, french, IT; Türkçe")
    ['de', 'fr', 'it', 'tr']
    """
    found = []
    for part in read_words(text):
        code = language_of(part) or _own_names().get(part.casefold(), "")
        if not code:
            raise UnreadablePart(part)
        found.append(code)
    return list(dict.fromkeys(found))


def show_languages(codes: Iterable[str], language: str) -> str:
    """Their names in ``language``.

    >>> show_languages(["de", "fr"], "en")
    'German, French'
    """
    names = Locale(language[:2] or "en").languages
    return ", ".join(str(names.get(code, code)) for code in codes)


@lru_cache(maxsize=1_000)
def language_of(text: str) -> str:
    """The two-letter code of a language as some source named it in German or English, "" where it is none.

    >>> language_of("de-AT"), language_of("de_DE"), language_of("Französisch"), language_of("?")
    ('de', 'de', 'fr', '')
    """
    said = text.strip().casefold()
    return _names().get(said) or _names().get(said.replace("_", "-").partition("-")[0], "")


@cache
def _names() -> dict[str, str]:
    """Code by its German and English name and by itself."""
    codes = [str(code) for code in Locale("en").languages if len(str(code)) == 2]
    found: dict[str, str] = {}
    for language in ("en", "de"):
        names = Locale(language).languages
        found |= {str(names.get(code, code)).casefold(): code for code in codes}
    return found | {code: code for code in codes}


@cache
def _own_names() -> dict[str, str]:
    """Code by its name in the language itself. Babel reads a file for each language: only for what is no other name."""
    return {own.casefold(): code for code in set(_names().values()) if (own := _own_name(code))}


def _own_name(code: str) -> str:
    try:
        return Locale(code).get_language_name(code) or ""
    except UnknownLocaleError:  # Babel knows the name of some languages, and nothing else of them
        return ""
