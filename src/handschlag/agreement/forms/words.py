"""What may be chosen in a draft, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.terms import AfterTimeout, Afterwards, Comparison, CreditModel, Stage, Way
from handschlag.agreement.core.text import Language

COMPARISONS: Mapping[Any, Any] = {
    Comparison.IN: _("is one of"),
    Comparison.EQUALS: _("is exactly"),
    Comparison.BETWEEN: _("lies between"),
    Comparison.MATCHES: _("is on the list"),
    Comparison.PRESENT: _("is known"),
}
AFTERWARDS: Mapping[Any, Any] = {
    Afterwards.NURTURE: _("Back to marketing, who nurtures it"),
    Afterwards.DISQUALIFY: _("The lead is closed"),
    Afterwards.RECYCLE: _("The lead is opened anew later"),
}
AFTER_TIMEOUT: Mapping[Any, Any] = {
    AfterTimeout.ANOTHER_REP: _("Another rep gets it"),
    AfterTimeout.POOL: _("It waits in the pool for a person"),
}
CREDIT: Mapping[Any, Any] = {
    CreditModel.LAST_TOUCH: _("The last touch before the handover"),
    CreditModel.FIRST_TOUCH: _("The first touch"),
    CreditModel.LINEAR: _("All touches alike"),
    CreditModel.POSITION_BASED: _("First and last touch 40 per cent each, those between 20"),
    CreditModel.W_SHAPED: _("First touch, handover and last touch 30 per cent each, others 10"),
    CreditModel.TIME_DECAY: _("Later touches more, by half-life"),
    CreditModel.MARKOV_1: _("What would be lost without a channel (Markov, order 1)"),
    CreditModel.MARKOV_2: _("What would be lost without a channel (Markov, order 2)"),
    CreditModel.SHAPLEY: _("All channels that took part alike (Shapley)"),
}
WAYS: Mapping[Any, Any] = {Way.EMAIL: _("by e-mail"), Way.PHONE: _("by phone")}
STAGES: Mapping[Any, Any] = {
    Stage.LEAD: pgettext_lazy("stage", "lead"),
    Stage.QUALIFIED: pgettext_lazy("stage", "qualified"),
    Stage.HANDED_OVER: pgettext_lazy("stage", "handed over"),
    Stage.ACCEPTED: pgettext_lazy("stage", "accepted"),
    Stage.OPPORTUNITY: pgettext_lazy("stage", "opportunity"),
    Stage.WON: pgettext_lazy("stage", "won"),
}
UNITS: Mapping[Any, Any] = {"working_hours": _("working hours"), "days": _("days of 24 hours")}


def language() -> Language:
    """The viewer's language, as the contract knows it."""
    return "de" if (get_language() or "").startswith("de") else "en"
