"""Signing, and stopping what was signed."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handschlag.agreement.forms import SignForm
from handschlag.agreement.models import ProofKey, Suspension, sides_held
from handschlag.agreement.passage_forms import SuspensionForm
from handschlag.agreement.readings import may_renew_key
from handschlag.agreement.views.found import found
from handschlag.kernel.refusal import Refused
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.models import Role, Side
from handschlag.organisation.requests import Request


@allowed(*EVERYBODY)
@require_POST
def sign(request: Request, number: int) -> HttpResponse:
    """Sign for one's side what one was shown, with one's password. Guessing is slowed down as at the log-in."""
    version = found(number)
    prefix = next((side for side in Side.values if f"{side}-side" in request.POST), None)
    form = SignForm(request.POST, prefix=prefix)
    if not form.is_valid():
        raise Refused(_("Enter your password to sign."))
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise Refused(_("Too many attempts. Wait a minute and try again."))
    said = form.cleaned_data
    version.sign(Side(said["side"]), by=request.user, password=said["password"], at=request.now, shown=said["shown"])
    messages.success(request, _("You have signed."))
    return redirect("agreement:version", number)


@allowed(*EVERYBODY)
@require_POST
def suspend(request: Request, number: int) -> HttpResponse:
    """Hand nothing new over from now on, until a day at the latest."""
    version = found(number)
    form = SuspensionForm(sides_held(request.user, request.now) or list(Side), request.POST)
    if not form.is_valid():
        raise Refused(_("A suspension needs a reason and its last day."))
    said = form.cleaned_data
    words = {"reason": said["reason"], "last_day": said["last_day"]}
    Suspension.declare(version, Side(said["side"]), **words, by=request.user, at=request.now)
    messages.success(request, _("The agreement is suspended: nobody is handed over until you lift it."))
    return redirect("agreement:version", number)


@allowed(*EVERYBODY)
@require_POST
def lift(request: Request, suspension_id: UUID) -> HttpResponse:
    """Let the agreement work again."""
    suspension = get_object_or_404(Suspension.objects.select_related("version"), pk=suspension_id)
    suspension.lift(by=request.user, at=request.now)
    messages.success(request, _("The suspension is lifted: leads that waited are handed over now."))
    return redirect("agreement:version", suspension.version.number)


@allowed(*EVERYBODY)
@require_GET
def keys(request: Request) -> HttpResponse:
    """The keys of the house that proofs are signed with."""
    context = {"keys": ProofKey.objects.order_by("-from_at", "-id"), "may_renew": may_renew_key(request.user)}
    return render(request, "agreement/keys.html", context)


@allowed(Role.OPERATIONS)
@require_POST
def renew_key(request: Request) -> HttpResponse:
    """Take a new key; the one before it vouches for it and is destroyed."""
    ProofKey.renew(by=request.user, at=request.now)
    messages.success(request, _("The house has a new key. Give its public part to both sides."))
    return redirect("agreement:keys")
