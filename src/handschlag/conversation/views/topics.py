"""The house's own words for what customers say: named, renamed, merged, archived by both sides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.conversation.forms import MergeForm, NewTopicForm, TopicForm
from handschlag.conversation.models import Topic, TopicKind, TopicMerge
from handschlag.conversation.readings.sheets import topics_sheet
from handschlag.conversation.readings.suggesting import hit_rates
from handschlag.conversation.readings.topics import merges, topics_by_kind
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request

BOTH_SIDES = (Role.MARKETING, Role.SALES)


@allowed(*BOTH_SIDES)
@require_GET
def topics(request: Request) -> HttpResponseBase:
    """The house's words for what customers say."""
    if file := exported(request, lambda: topics_sheet(request.now)):
        return file
    return render(request, "conversation/topics.html", _shown(request, NewTopicForm()))


@allowed(*BOTH_SIDES)
@require_POST
def add_topic(request: Request) -> HttpResponse:
    """A new word."""
    form = NewTopicForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "conversation/topics.html",
            _shown(request, form),
            status=422,
        )
    named = {name: form.cleaned_data[name] for name in ("name_de", "name_en")}
    Topic.add(TopicKind(form.cleaned_data["kind"]), **named, by=request.user, at=request.now)
    messages.success(request, _("The topic was added."))
    return redirect("conversation:topics")


@allowed(*BOTH_SIDES)
@require_POST
def rename_topic(request: Request, topic_id: UUID) -> HttpResponse:
    """Another name for the same thing."""
    topic = get_object_or_404(Topic, id=topic_id)
    form = TopicForm(request.POST)
    if form.is_valid():
        topic.rename(**form.cleaned_data, by=request.user, at=request.now)
        messages.success(request, _("The topic was renamed."))
    else:
        messages.error(request, _("A topic needs a name in both languages."))
    return redirect("conversation:topics")


@allowed(*BOTH_SIDES)
@require_POST
def archive_topic(request: Request, topic_id: UUID) -> HttpResponse:
    """No longer offered."""
    get_object_or_404(Topic, id=topic_id).archive(by=request.user, at=request.now)
    messages.success(request, _("The topic is no longer offered. What was heard stays."))
    return redirect("conversation:topics")


@allowed(*BOTH_SIDES)
@require_POST
def merge_topic(request: Request, topic_id: UUID) -> HttpResponse:
    """One topic stands for another from now on."""
    topic = get_object_or_404(Topic, id=topic_id)
    form = MergeForm(topic, request.POST)
    if form.is_valid():
        TopicMerge.make(topic, form.cleaned_data["into"], by=request.user, at=request.now)
        messages.success(request, _("The topics are one now. What was heard can still be read as it was said."))
    else:
        messages.error(request, _("Please choose another topic of the same kind."))
    return redirect("conversation:topics")


@allowed(*BOTH_SIDES)
@require_POST
def part_topic(request: Request, merge_id: UUID) -> HttpResponse:
    """A merge is undone."""
    get_object_or_404(TopicMerge, id=merge_id).undo(by=request.user, at=request.now)
    messages.success(request, _("The topics are two again."))
    return redirect("conversation:topics")


def _shown(request: Request, form: NewTopicForm) -> dict[str, object]:
    lately, before = hit_rates(request.now)
    groups = topics_by_kind(request.now)
    return {"groups": groups, "merges": merges(), "form": form, "lately": lately, "before": before}
