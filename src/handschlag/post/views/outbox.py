"""The outbox on a page, for operations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.ledger.exporting import exported
from handschlag.post.access import operations_only
from handschlag.post.models import Message
from handschlag.post.readings.outbox import State, outbox, outbox_sheet


@require_GET
@operations_only
def overview(request: HttpRequest) -> HttpResponseBase:
    asked = request.GET.get("state", "")
    state = State(asked) if asked in set(State) else State.WAITING
    page = outbox(state, request.GET.get("page", 1))
    if file := exported(request, lambda: outbox_sheet(state, page)):
        return file
    template = "post/overview.html#outbox" if getattr(request, "htmx", False) else "post/overview.html"
    return render(request, template, {"state": state, "page": page})


@require_POST
@operations_only
def renewal(request: Any, message_id: UUID) -> HttpResponse:
    """Send a message again that was given up."""
    get_object_or_404(Message, pk=message_id).send_again(by=request.user.pk, at=request.now)
    messages.success(request, _("The message will be sent again."))
    return redirect(f"{reverse('post:overview')}?state={State.FAILED}")
