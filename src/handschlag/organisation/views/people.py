"""Colleagues: everybody at a glance, one of them, their roles, invitation, deactivation."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.forms import AddUserForm, RolesForm, SearchForm, UserForm
from handschlag.organisation.models import Role, User
from handschlag.organisation.readings import colleagues_sheet, house_at_a_glance, people, user_with_all
from handschlag.organisation.requests import Request


@require_GET
@allowed(Role.OPERATIONS)
def overview(request: Request) -> HttpResponseBase:
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "organisation/overview.html", {"form": form}, status=400)
    page = people(form.cleaned_data["q"], form.cleaned_data["role"], request.GET.get("page"))
    if file := exported(request, lambda: colleagues_sheet(page)):
        return file
    if request.htmx and not request.htmx.boosted:
        return render(request, "organisation/overview.html#people", {"page": page})
    return render(request, "organisation/overview.html", {"form": form, "page": page, **house_at_a_glance(request.now)})


@require_http_methods(["GET", "POST"])
@allowed(Role.OPERATIONS)
def user_add(request: Request) -> HttpResponse:
    form = AddUserForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"] or None
        with transaction.atomic():
            user = User.objects.add(**form.particulars(), password=password, by=request.user, at=request.now)
            user.hold_roles(form.wanted, by=request.user, at=request.now)
            if password is None:
                user.invite(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is a colleague now.") % {"name": user.name})
        return redirect("organisation:user", user.id)
    return render(request, "organisation/user_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
@allowed(Role.OPERATIONS)
def user(request: Request, user_id: UUID) -> HttpResponse:
    colleague = get_object_or_404(user_with_all(user_id))
    # The form holds an object of its own: a form that does not hold would otherwise change the heading of the page.
    form = UserForm(request.POST or None, instance=User.objects.get(pk=user_id))
    if request.method == "POST" and form.is_valid():
        colleague.change(**form.particulars(), by=request.user, at=request.now)
        messages.success(request, _("The particulars are kept."))
        return redirect("organisation:user", user_id)
    roles = RolesForm(initial={"roles": sorted(colleague.roles)})
    return render(request, "organisation/user.html", {"colleague": colleague, "form": form, "roles": roles})


@require_POST
@allowed(Role.OPERATIONS)
def user_roles(request: Request, user_id: UUID) -> HttpResponse:
    colleague = get_object_or_404(User, pk=user_id)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return bad_request(request)
    colleague.hold_roles(form.wanted, by=request.user, at=request.now)
    messages.success(request, _("The roles are kept."))
    return redirect("organisation:user", user_id)


@require_POST
@allowed(Role.OPERATIONS)
def user_invitation(request: Request, user_id: UUID) -> HttpResponse:
    colleague = get_object_or_404(User, pk=user_id)
    colleague.invite(by=request.user, at=request.now)
    messages.success(request, _("An invitation is on its way to %(email)s.") % {"email": colleague.email})
    return redirect("organisation:user", user_id)


@require_POST
@allowed(Role.OPERATIONS)
def user_deactivation(request: Request, user_id: UUID) -> HttpResponse:
    colleague = get_object_or_404(User, pk=user_id)
    colleague.deactivate(by=request.user, at=request.now)
    messages.success(request, _("%(name)s may no longer log in.") % {"name": colleague.name})
    return redirect("organisation:user", user_id)


@require_POST
@allowed(Role.OPERATIONS)
def user_reactivation(request: Request, user_id: UUID) -> HttpResponse:
    colleague = get_object_or_404(User, pk=user_id)
    colleague.reactivate(by=request.user, at=request.now)
    messages.success(request, _("%(name)s may log in again.") % {"name": colleague.name})
    return redirect("organisation:user", user_id)


def bad_request(request: HttpRequest) -> HttpResponse:
    """What no page of ours would have sent."""
    return HttpResponse(_("This cannot be understood."), status=400, content_type="text/plain; charset=utf-8")
