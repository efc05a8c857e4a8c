"""E-mails that were dropped in and belong to nobody known: a person tries again, or discards them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.conversation.models import DroppedMail
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request

PER_PAGE = 25


@allowed(Role.SALES)
@require_GET
def mails(request: Request) -> HttpResponse:
    """What waits, the latest first: one's own and that of one's teams; all of it for whoever may sign for sales."""
    waiting = DroppedMail.objects.visible_to(request.user, request.now).waiting().select_related("colleague")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page", 1))
    return render(request, "conversation/mails.html", {"page": page})


@allowed(Role.SALES)
@require_POST
def retry(request: Request, mail_id: UUID) -> HttpResponse:
    """Once more: a lead may have been accepted since."""
    _readable(request, mail_id).retry(by=request.user, at=request.now)
    messages.success(request, _("The mail is a conversation now."))
    return redirect("conversation:mails")


@allowed(Role.SALES)
@require_POST
def discard(request: Request, mail_id: UUID) -> HttpResponse:
    """It belongs to nobody."""
    _readable(request, mail_id).discard(by=request.user, at=request.now)
    messages.success(request, _("The mail is forgotten."))
    return redirect("conversation:mails")


def _readable(request: Request, mail_id: UUID) -> DroppedMail:
    """404 for a mail the person may not read, as for one that does not exist."""
    return get_object_or_404(DroppedMail.objects.visible_to(request.user, request.now), id=mail_id)
