"""What the terms define and nothing in them uses."""

from __future__ import annotations

from collections.abc import Iterator

from handschlag.agreement.core.terms import Terms
from handschlag.agreement.core.text import Words


def cautions(terms: Terms, words: Words) -> Iterator[str]:
    used = {condition.list for condition in terms.conditions()} | {part.group for part in terms.fit}
    for one in terms.lists:
        if one.key not in used:
            yield words.say("caution.unused_list", label=words.quoted(one.label))
    for group in terms.groups:
        if group.key not in used:
            yield words.say("caution.unused_group", label=words.quoted(group.label))
    if terms.recycling and not terms.recycles():
        yield words.say("caution.unused_recycling")
