"""What the contract is, and the words it uses."""

from __future__ import annotations

from handschlag.agreement.core.sentences.grids import grid
from handschlag.agreement.core.sentences.parts import sentence_of
from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Section, Words


def sections(terms: Terms, words: Words) -> list[Section]:
    return [_preamble(terms, words), _words(terms, words)]


def _preamble(terms: Terms, words: Words) -> Section:
    return Section(
        words.say("preamble"),
        (
            words.say("preamble.parties", title=words.quoted(terms.title)),
            words.say("preamble.executed", grammar=words.figure(terms.grammar)),
        ),
    )


def _words(terms: Terms, words: Words) -> Section:
    kinds = dict.fromkeys(part.touch.kind for part in terms.about_touches())
    rows = [(words.attribute(key).rstrip(","), key) for key in _attributes(terms)]
    rows += [(words.say("words.who", kind=words.kind(key)), key) for key in kinds]
    stages = [sentence_of(stage, words) for stage in terms.stages]
    return Section(
        words.say("words"),
        (words.say("words.lead"), words.say("words.known"), words.say("words.text"), *stages),
        grid(words, ("words.says", "words.key"), rows),
    )


def _attributes(terms: Terms) -> dict[str, None]:
    """Every attribute the terms name, in the order of the contract."""
    asked = [part.attribute for part in terms.about_attributes()]
    asked += [condition.attribute for rule in terms.routing.rules for condition in rule.where]
    asked += terms.marketing.completeness.attributes if terms.marketing.completeness else ()
    return dict.fromkeys(asked)
