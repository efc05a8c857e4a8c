"""Every address of the house by its name, and where each leads in a furnished one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from handschlag.market.readings import SHELVES

CHOSEN: Mapping[str, Mapping[str, str]] = {
    "agreement:draft": {"source": "machine_builder"},
    "capture:field_new": {"kind": "text"},
    "capture:field": {"key": "email"},
    "capture:mapping": {"import_id": "begun"},
    "capture:preview": {"import_id": "begun"},
    "capture:privacy_text": {"subject": "email"},
    "market:add": {"slug": "campaigns"},
    "market:edit": {"slug": "campaigns", "noun_id": "campaign"},
    "market:costs": {"noun_id": "campaign"},
    "market:cost_import": {"import_id": "cost_import"},
    "market:material": {"noun_id": "material"},
    "market:revise": {"noun_id": "material"},
    "market:position": {"noun_id": "position"},
    "market:state_anew": {"noun_id": "position"},
    "market:signal": {"noun_id": "signal"},
    "market:survey": {"noun_id": "survey"},
    "handover:routing_leads": {"which": "all"},
    "trial:leads": {"key": "new"},
    "visitor_form": {"key": "newsletter"},
    "visitor_thanks": {"key": "newsletter"},
    "confirmation": {"token": "confirmation"},
    "preferences": {"token": "preferences"},
    "organisation:kept_add": {"noun": "teams"},
    "organisation:kept": {"noun": "teams", "noun_id": "team"},
}
"""Parameters that are no id of what they are called after: the word itself, or whose id it is."""


ASKED = {"market:state_anew": "?brand={brand}", "learning:deals": "?by=department&key=marketing"}
"""Pages that show more once they have been asked."""


def doors(
    patterns: list[URLPattern | URLResolver] | None = None, namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern by its name, but those of the API and of logging in."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if pattern.namespace != "api-1":
                yield from doors(pattern.url_patterns, inner)
        elif pattern.name and not pattern.name.startswith(("account_", "mfa_")):
            yield f"{namespace}{pattern.name}", pattern


def addresses(ids: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every address whose parameters are among ``ids``, with its name; shelves one by one."""
    for name, pattern in doors():
        if name == "market:shelf":
            yield from ((f"{name} {slug}", reverse(name, args=[slug])) for slug in SHELVES)
            continue
        said = CHOSEN.get(name, {})
        wanted = {word: said.get(word, word.removesuffix("_id")) for word in pattern.pattern.converters}
        words = {word: ids.get(what, said.get(word)) for word, what in wanted.items()}
        if None not in words.values():
            yield name, reverse(name, kwargs=words) + ASKED.get(name, "").format_map(ids)
