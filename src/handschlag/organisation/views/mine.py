"""What belongs to oneself: profile, absences, tokens, and what the house knows about each of us."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.kernel.refusal import Refused
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.forms import AbsenceForm, NotificationsForm, ProfileForm, TokenForm
from handschlag.organisation.models import Absence, ApiToken, CalendarFeed, NotificationSettings, User
from handschlag.organisation.readings import absences_from, mandates_from, next_morning
from handschlag.organisation.requests import Request


@require_http_methods(["GET", "POST"])
@allowed(*EVERYBODY)
def me(request: Request) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        name, language = form.cleaned_data["name"], form.cleaned_data["language"]
        request.user.change(name=name, language=language, email=request.user.email, by=request.user, at=request.now)
        messages.success(request, _("Your particulars are kept."))
        response = redirect("organisation:me")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax", secure=request.is_secure()
        )
        return response
    mandates = mandates_from(request.now.date()).filter(holder=request.user)
    return render(request, "organisation/me.html", {"form": form, "mandates": mandates})


@require_http_methods(["GET", "POST"])
@allowed(*EVERYBODY)
def absences(request: Request) -> HttpResponse:
    form = AbsenceForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            Absence.enter(form.cleaned_data["who"], form.from_at, form.until_at, by=request.user, at=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The absence is entered."))
            return redirect("organisation:absences")
    return render(
        request, "organisation/absences.html", {"form": form, "by_person": absences_from(request.now, request.user)}
    )


@require_POST
@allowed(*EVERYBODY)
def absence_withdraw(request: Request, absence_id: UUID) -> HttpResponse:
    absence = get_object_or_404(Absence.objects.visible_to(request.user).select_related("user"), pk=absence_id)
    absence.withdraw(by=request.user, at=request.now)
    messages.success(request, _("The absence is withdrawn."))
    return redirect("organisation:absences")


@require_http_methods(["GET", "POST"])
@allowed(*EVERYBODY)
def notifications(request: Request) -> HttpResponse:
    """What one is told by mail: at once, in the morning, or not at all."""
    form = NotificationsForm(request.POST or None, user=request.user, at=request.now)
    if request.method == "POST" and form.is_valid():
        calendar = form.cleaned_data.get("calendar")
        NotificationSettings.choose(request.user, form.ways, calendar, at=request.now)
        messages.success(request, _("Your choice is kept."))
        return redirect("organisation:notifications")
    context = {"form": form, "morning": next_morning(request.user, request.now)}
    return render(request, "organisation/notifications.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(*EVERYBODY)
def tokens(request: Request) -> HttpResponse:
    """The secret stands in the one answer to the form that made it: never in an address, a session or a second page."""
    form = TokenForm(request.POST or None, user=request.user)
    secret = None
    if request.method == "POST" and form.is_valid():
        _token, secret = ApiToken.make(
            form.cleaned_data["name"], owner=request.user, scopes=form.cleaned_data["scopes"], at=request.now
        )
        form = TokenForm(user=request.user)
    mine = request.user.api_tokens.all()
    return render(request, "organisation/tokens.html", {"form": form, "secret": secret, "tokens": mine})


@require_POST
@allowed(*EVERYBODY)
def token_revoke(request: Request, token_id: UUID) -> HttpResponse:
    """One's own; operations revokes anybody's."""
    reachable = ApiToken.objects.all() if request.user.is_operations else request.user.api_tokens.all()
    token = get_object_or_404(reachable, pk=token_id)
    token.revoke(by=request.user, at=request.now)
    messages.success(request, _("The token opens nothing any more."))
    if token.owner_id == request.user.id:
        return redirect("organisation:tokens")
    return redirect("organisation:user", token.owner_id)


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(*EVERYBODY)
def feed(request: Request) -> HttpResponse:
    """The address stands in the one answer to the form that made it."""
    address = ""
    if request.method == "POST":
        address = settings.PUBLIC_URL + reverse("feed", args=[CalendarFeed.renew(request.user, request.now)])
    kept = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "organisation/feed.html", {"address": address, "feed": kept})


@require_POST
@allowed(*EVERYBODY)
def feed_end(request: Request) -> HttpResponse:
    CalendarFeed.end(request.user, request.now)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("organisation:feed")


@require_GET
@allowed(*EVERYBODY)
def privacy(request: Request) -> HttpResponse:
    return render(request, "organisation/privacy.html")
