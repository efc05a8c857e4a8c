"""Reading human input: a conversation in half a minute and deals (in files of their own), topics, and the filters of the lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.conversation.forms.conversation import ConversationForm
from handschlag.conversation.models import Outcome, Topic, TopicKind
from handschlag.market.models import Brand, Campaign, Claim, Material

__all__ = [
    "ConversationFilter",
    "ConversationForm",
    "MergeForm",
    "NewTopicForm",
    "TopicForm",
]


class TopicForm(forms.Form):
    """A topic of the house, named in both languages."""

    name_de = forms.CharField(label=_("German name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=80)


class NewTopicForm(TopicForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: TopicKind.choices)


class MergeForm(forms.Form):
    """Which topic stands for this one from now on: another of its kind that is on offer."""

    into = forms.ModelChoiceField(queryset=Topic.objects.none())

    def __init__(self, topic: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Topic.objects.offered().filter(kind=topic.kind).exclude(id=topic.id)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class ConversationFilter(forms.Form):
    """Which conversations to show."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=lambda: [("", _("all")), *Outcome.choices])
    topic = forms.ModelChoiceField(
        label=_("Topic"), required=False, queryset=Topic.objects.filter(merged_into=None), empty_label=_("all")
    )
    competitor = forms.ModelChoiceField(
        label=_("Competitor"), required=False, queryset=Brand.objects.filter(is_ours=False), empty_label=_("all")
    )
    claim = forms.ModelChoiceField(
        label=_("Claim"), required=False, queryset=Claim.objects.filter(brand__is_ours=True), empty_label=_("all")
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"),
        required=False,
        queryset=Campaign.objects.order_by("name"),
        to_field_name="key",
        empty_label=_("all"),
    )
    material = forms.ModelChoiceField(
        label=_("Material"), required=False, queryset=Material.objects.filter(archived_at=None), empty_label=_("all")
    )
    words = forms.ChoiceField(
        label=_("The customer's words"), required=False, choices=[("", _("all")), ("yes", _("only with words"))]
    )
