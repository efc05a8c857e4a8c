"""What the credit models are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.agreement.core.terms import CreditModel

register = template.Library()

MODELS: Mapping[CreditModel, Any] = {
    CreditModel.FIRST_TOUCH: _("First touch"),
    CreditModel.LAST_TOUCH: _("Last touch"),
    CreditModel.LINEAR: pgettext_lazy("credit", "Linear"),
    CreditModel.POSITION_BASED: _("Position-based"),
    CreditModel.W_SHAPED: _("W-shaped"),
    CreditModel.TIME_DECAY: _("Time decay"),
    CreditModel.MARKOV_1: _("Markov, order 1"),
    CreditModel.MARKOV_2: _("Markov, order 2"),
    CreditModel.SHAPLEY: _("Shapley"),
}

MEANINGS: Mapping[CreditModel, Any] = {
    CreditModel.FIRST_TOUCH: _("The first touch takes it all: who opened the door."),
    CreditModel.LAST_TOUCH: _("The last touch before the handover takes it all: who brought the lead to sales."),
    CreditModel.LINEAR: _("Every touch gets the same share: whoever touches often gets more."),
    CreditModel.POSITION_BASED: _("The first and the last touch get 40 per cent each, those between share 20."),
    CreditModel.W_SHAPED: _(
        "The first touch, the last before the handover and the last get 30 per cent each, the others share 10."
    ),
    CreditModel.TIME_DECAY: _("Later touches get more: half as much for every half-life before the last."),
    CreditModel.MARKOV_1: _(
        "In proportion to the deals that would be missing from all journeys without it, step by step."
    ),
    CreditModel.MARKOV_2: _("The same, where each step remembers two touches instead of one."),
    CreditModel.SHAPLEY: _("All who took part in a deal share it alike, however often they touched."),
}


@register.filter
def credit_model(model: CreditModel) -> Any:
    """Its name."""
    return MODELS[model]


@register.filter
def credit_meaning(model: CreditModel) -> Any:
    """What it counts, in one sentence."""
    return MEANINGS[model]
