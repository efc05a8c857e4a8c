"""Teams, territories, sales reps and working calendars: one shape of page for all four, and the days off of a calendar."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handschlag.organisation.access import allowed
from handschlag.organisation.forms import CalendarForm, DayOffForm, KeptForm, RepForm, TeamForm, TerritoryForm
from handschlag.organisation.models import DayOff, Role, WorkingCalendar, local_day
from handschlag.organisation.readings import holidays_of
from handschlag.organisation.requests import Request


@dataclass(frozen=True)
class Page:
    """How a noun is added and changed."""

    form: type[KeptForm]
    title: Any
    sentence: Any


PAGES = {
    "teams": Page(
        TeamForm,
        gettext_lazy("Add a team"),
        gettext_lazy("Reps who work together, and the person overdue handovers are escalated to."),
    ),
    "territories": Page(
        TerritoryForm, gettext_lazy("Add a territory"), gettext_lazy("Where leads come from that its reps receive.")
    ),
    "reps": Page(
        RepForm,
        gettext_lazy("Make somebody a sales rep"),
        gettext_lazy("A colleague with the role sales who receives handovers."),
    ),
    "calendars": Page(
        CalendarForm,
        gettext_lazy("Add a working calendar"),
        gettext_lazy("Deadlines run only in the hours of the rep's calendar."),
    ),
}


@require_http_methods(["GET", "POST"])
@allowed(Role.OPERATIONS)
def kept_add(request: Request, noun: str) -> HttpResponse:
    page = PAGES[noun]
    form = page.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = form.keep(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is added.") % {"name": added})
        return redirect("organisation:overview")
    return render(request, "organisation/kept.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@allowed(Role.OPERATIONS)
def kept(request: Request, noun: str, noun_id: UUID) -> HttpResponse:
    page = PAGES[noun]
    found = get_object_or_404(page.form._meta.model, pk=noun_id)
    name = str(found)  # before the form, which writes what was entered into the object, right or wrong
    form = page.form(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.keep(by=request.user, at=request.now)
        messages.success(request, _("%(name)s is kept.") % {"name": found})
        return redirect("organisation:overview")
    context = {"form": form, "page": page, "name": name}
    if isinstance(found, WorkingCalendar):
        context |= days_off_of(WorkingCalendar.objects.get(pk=noun_id), request)
    return render(request, "organisation/kept.html", context)


def days_off_of(calendar: WorkingCalendar, request: Request) -> dict[str, Any]:
    """Holidays and days off of this year and the next, and the form for one more."""
    year, language = local_day(request.now).year, (get_language() or "en")[:2]
    years = [(shown, holidays_of(calendar, shown, language)) for shown in (year, year + 1)]
    return {"calendar": calendar, "years": years, "day_off_form": DayOffForm()}


@require_POST
@allowed(Role.OPERATIONS)
def day_off_add(request: Request, calendar_id: UUID) -> HttpResponse:
    calendar = get_object_or_404(WorkingCalendar, pk=calendar_id)
    form = DayOffForm(request.POST)
    if form.is_valid():
        calendar.add_day_off(form.cleaned_data["on"], form.cleaned_data["name"], by=request.user, at=request.now)
        messages.success(request, _("Nobody with this calendar works on that day."))
    else:
        messages.error(request, _("A day off needs a day and a name."))
    return redirect("organisation:kept", "calendars", calendar_id)


@require_POST
@allowed(Role.OPERATIONS)
def day_off_remove(request: Request, calendar_id: UUID, day_off_id: int) -> HttpResponse:
    day_off = get_object_or_404(DayOff.objects.select_related("calendar"), pk=day_off_id, calendar=calendar_id)
    day_off.calendar.remove_day_off(day_off, by=request.user, at=request.now)
    messages.success(request, _("This day is worked again."))
    return redirect("organisation:kept", "calendars", calendar_id)
