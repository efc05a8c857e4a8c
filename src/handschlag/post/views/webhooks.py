"""Webhooks on pages, for operations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.post.access import operations_only
from handschlag.post.forms import ReplayForm, WebhookForm
from handschlag.post.models import Sending, Webhook
from handschlag.post.readings.webhooks import SendingState, sendings, sendings_sheet, shown_webhook, shown_webhooks


@require_GET
@operations_only
def webhooks(request: Any) -> HttpResponse:
    return render(request, "post/webhooks.html", {"webhooks": shown_webhooks()})


@never_cache
@require_http_methods(["GET", "POST"])
@operations_only
def webhook_add(request: Any) -> HttpResponse:
    """The secret stands in the one answer to the form that made it."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            webhook = Webhook.make(**form.cleaned_data, by=request.user.pk, at=request.now)
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            return render(request, "post/webhook_secret.html", {"webhook": webhook, "secret": webhook.secret()})
    return render(request, "post/webhook_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@operations_only
def webhook_change(request: Any, webhook_id: UUID) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    said = {"name": webhook.name, "address": webhook.address, "facts": webhook.facts}
    form = WebhookForm(request.POST or None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            webhook.change(**form.cleaned_data, by=request.user.pk, at=request.now)
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("The webhook is kept."))
            return redirect("post:webhook", webhook_id)
    return render(request, "post/webhook_form.html", {"form": form, "webhook": webhook, "name": said["name"]})


@require_GET
@operations_only
def webhook(request: Any, webhook_id: UUID) -> HttpResponseBase:
    shown = shown_webhook(get_object_or_404(Webhook, pk=webhook_id))
    asked = request.GET.get("state", "")
    state = SendingState(asked) if asked in set(SendingState) else None
    page = sendings(shown.webhook, state, request.GET.get("page", 1))
    if file := exported(request, lambda: sendings_sheet(page)):
        return file
    template = "post/webhook.html#sendings" if getattr(request, "htmx", False) else "post/webhook.html"
    context = {"shown": shown, "webhook": shown.webhook, "state": state, "page": page, "replaying": ReplayForm()}
    return render(request, template, context)


@require_POST
@operations_only
def webhook_test(request: Any, webhook_id: UUID) -> HttpResponse:
    """See whether the receiver understands."""
    get_object_or_404(Webhook, pk=webhook_id).test(by=request.user.pk, at=request.now)
    messages.success(request, _("A test is on its way; in a moment it stands below with what was answered."))
    return redirect("post:webhook", webhook_id)


@require_POST
@operations_only
def webhook_pause(request: Any, webhook_id: UUID) -> HttpResponse:
    get_object_or_404(Webhook, pk=webhook_id).pause(by=request.user.pk, at=request.now)
    messages.success(request, _("Nothing is sent there any more; what is recorded meanwhile will be sent later."))
    return redirect("post:webhook", webhook_id)


@require_POST
@operations_only
def webhook_resumption(request: Any, webhook_id: UUID) -> HttpResponse:
    get_object_or_404(Webhook, pk=webhook_id).resume(by=request.user.pk, at=request.now)
    messages.success(request, _("The webhook goes on where it was left."))
    return redirect("post:webhook", webhook_id)


@never_cache
@require_POST
@operations_only
def webhook_secret(request: Any, webhook_id: UUID) -> HttpResponse:
    """A new secret, shown in this one answer."""
    webhook = get_object_or_404(Webhook, pk=webhook_id)
    secret = webhook.renew_secret(by=request.user.pk, at=request.now)
    return render(request, "post/webhook_secret.html", {"webhook": webhook, "secret": secret})


@require_POST
@operations_only
def webhook_removal(request: Any, webhook_id: UUID) -> HttpResponse:
    get_object_or_404(Webhook, pk=webhook_id).remove(by=request.user.pk, at=request.now)
    messages.success(request, _("The webhook is removed."))
    return redirect("post:webhooks")


@require_POST
@operations_only
def webhook_replay(request: Any, webhook_id: UUID) -> HttpResponse:
    """Send once more what was recorded in a stretch of days."""
    webhook, form = get_object_or_404(Webhook, pk=webhook_id), ReplayForm(request.POST)
    if not form.is_valid():
        raise Refused(next(iter(form.errors.values()))[0])
    count = webhook.replay(form.from_at, form.until_at, by=request.user.pk, at=request.now)
    messages.success(request, _("%(count)s facts will be sent once more.") % {"count": count})
    return redirect("post:webhook", webhook_id)


@require_POST
@operations_only
def sending_repeat(request: Any, webhook_id: UUID, sending_id: int) -> HttpResponse:
    """Send one fact once more."""
    sending = get_object_or_404(Sending, pk=sending_id, webhook=webhook_id)
    sending.repeat(by=request.user.pk, at=request.now)
    messages.success(request, _("The fact will be sent once more."))
    return redirect("post:webhook", webhook_id)
