"""What occurrences are called, and the criteria made of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.trial.core.occurring import Occurrence

TABS: Mapping[str, Promise] = {
    "page": gettext_lazy("Pages"),
    "kind": gettext_lazy("Kinds of touch"),
    "campaign": gettext_lazy("Campaigns"),
    "channel": gettext_lazy("Channels"),
    "material": gettext_lazy("Materials"),
    "property": gettext_lazy("Properties of touches"),
    "attribute": gettext_lazy("Attributes"),
}


def label_of(one: Occurrence) -> str:
    """What a criterion about it may be called."""
    kind = one.kind.replace("_", " ").replace("-", " ").capitalize()
    if one.what == "kind":
        return kind
    if one.what == "page":
        return _("Page {value}").format(value=one.value)
    if one.what in ("channel", "campaign", "material"):
        return f"{kind} · {one.value}"
    named = f"{one.name} = {one.value}" if one.value else one.name
    return f"{kind} · {named}" if one.kind else named
