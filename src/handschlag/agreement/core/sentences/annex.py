"""At the contract's end: the lists it names, and how everything with a name is called in the data."""

from __future__ import annotations

from handschlag.agreement.core.sentences.grids import grid
from handschlag.agreement.core.sentences.parts import entries
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Section, Words


def sections(terms: Terms, words: Words) -> list[Section]:
    return [*([_lists(terms, words)] if terms.lists else []), _names(terms, words)]


def _lists(terms: Terms, words: Words) -> Section:
    rows = [(one.label, entries(one, words)) for one in terms.lists]
    has_stars = any("*" in value for one in terms.lists for value in one.values)
    stars = (words.say("lists.stars"),) if has_stars else ()
    return Section(words.say("lists"), stars, grid(words, ("lists.list", "lists.entries"), rows))


def _names(terms: Terms, words: Words) -> Section:
    named = (*terms.criteria(), *terms.groups, *terms.lists, *terms.routing.rules, *terms.procedures)
    rows = [(part.label, part.key) for part in named]
    return Section(words.say("names"), (), grid(words, ("names.label", "names.key"), rows))
