"""Building forms: list, fields, settings, preview, publication; and what is held."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from handschlag.capture.core.form import OWN_KINDS, FieldKind
from handschlag.capture.core.form_changes import Change, with_field, with_moved, without_field
from handschlag.capture.core.form_starters import STARTERS, field
from handschlag.capture.forms.building import (
    AddFieldForm,
    FieldForm,
    NewFormForm,
    SettingsForm,
    say,
)
from handschlag.capture.models import Form, FormVersion, Submission
from handschlag.capture.models.form_wording import COUNTED, FIELD_KINDS, lack_said
from handschlag.capture.readings import forms as readings
from handschlag.capture.readings.sheets import forms_sheet
from handschlag.kernel.refusal import Refused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def forms(request: Request) -> HttpResponseBase:
    """All forms with their figures; a new one begins as something."""
    new = NewFormForm(request.POST or None)
    if request.method == "POST" and new.is_valid():
        said = new.cleaned_data
        try:
            made = Form.make(said["name"], said["key"], STARTERS[said["starter"]](), by=request.user, at=request.now)
        except Refused as refusal:
            new.add_error("key", str(refusal))
        else:
            messages.success(request, _("%(name)s is set up; visitors see it once it is published.") % {"name": made})
            return redirect("capture:form", made.id)
    archived = request.GET.get("show") == "archived"
    rows = readings.form_list(request.now, archived=archived, search=request.GET.get("q", "")[:120])
    if file := exported(request, lambda: forms_sheet(rows)):
        return file
    return render(request, "capture/forms.html", {"rows": rows, "form": new, "archived": archived})


@require_GET
@allowed(Role.MARKETING)
def form(request: Request, form_id: UUID) -> HttpResponse:
    return render(request, "capture/form.html", _building(request, _form(form_id)))


@require_POST
@allowed(Role.MARKETING)
def field_add(request: Request, form_id: UUID) -> HttpResponse:
    """A field that knows its attribute is added at once; an own one is described first."""
    found = _form(form_id)
    adding = AddFieldForm(found.spec, FIELD_KINDS, request.POST)
    if not adding.is_valid():
        raise Refused(_("This kind of field is there already, or unknown."))
    kind = FieldKind(adding.cleaned_data["kind"])
    if kind in OWN_KINDS:
        address = redirect("capture:field_new", found.id, kind.value)
        return HttpResponse(headers={"HX-Redirect": address["Location"]}) if request.htmx else address
    return _changed(request, found, with_field(field(kind)))


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def field_new(request: Request, form_id: UUID, kind: str) -> HttpResponse:
    """A field of one's own: which attribute, which label, which options."""
    found = _form(form_id)
    if kind not in {own.value for own in OWN_KINDS}:
        raise Http404
    return _field_page(request, found, FieldForm(FieldKind(kind), request.POST or None), "")


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def field_edit(request: Request, form_id: UUID, key: str) -> HttpResponse:
    found = _form(form_id)
    asked = next((one for one in found.spec.fields if one.key == key), None)
    if asked is None:
        raise Http404
    return _field_page(request, found, FieldForm(asked.kind, request.POST or None, initial=FieldForm.about(asked)), key)


def _field_page(request: Request, found: Form, entered: FieldForm, key: str) -> HttpResponse:
    if request.method == "POST" and entered.is_valid():
        try:
            found.change(with_field(entered.cleaned_data["field"], instead_of=key))
        except ValidationError as mistake:
            entered.add_error(None, say(mistake))
        else:
            return redirect("capture:form", found.id)
    return render(
        request, "capture/field.html", {"found": found, "form": entered, "kind": FIELD_KINDS[entered.kind], "key": key}
    )


@require_POST
@allowed(Role.MARKETING)
def field_remove(request: Request, form_id: UUID, key: str) -> HttpResponse:
    return _changed(request, _form(form_id), without_field(key))


@require_POST
@allowed(Role.MARKETING)
def field_move(request: Request, form_id: UUID, key: str) -> HttpResponse:
    return _changed(request, _form(form_id), with_moved(key, -1 if request.POST.get("way") == "up" else 1))


def _changed(request: Request, found: Form, change: Change) -> HttpResponse:
    """The builder after a change of its draft; under htmx only what changed."""
    try:
        found.change(change)
    except ValidationError as mistake:
        raise Refused(say(mistake)) from None
    if request.htmx:
        return render(request, "capture/form.html#building", _building(request, found))
    return redirect("capture:form", found.id)


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def form_settings(request: Request, form_id: UUID) -> HttpResponse:
    found = _form(form_id)
    entered = SettingsForm(request.POST or None, initial=SettingsForm.about(found.name, found.spec))
    if request.method == "POST" and entered.is_valid():
        try:
            found.change(entered.change)
        except ValidationError as mistake:
            entered.add_error(None, say(mistake))
        else:
            found.rename(entered.cleaned_data["name"])
            return redirect("capture:form", found.id)
    return render(request, "capture/form_settings.html", {"found": found, "form": entered})


@require_POST
@allowed(Role.MARKETING)
def publish(request: Request, form_id: UUID) -> HttpResponse:
    version = _form(form_id).publish(by=request.user, at=request.now)
    messages.success(request, _("Version %(number)s is what visitors see now.") % {"number": version.number})
    return redirect("capture:form", form_id)


@require_POST
@allowed(Role.MARKETING)
def go_back(request: Request, form_id: UUID, number: int) -> HttpResponse:
    """The draft becomes what a version says; visitors see no difference before it is published."""
    found = _form(form_id)
    found.go_back_to(get_object_or_404(FormVersion, form=found, number=number))
    messages.success(request, _("The draft is version %(number)s again.") % {"number": number})
    return redirect("capture:form", form_id)


@require_POST
@allowed(Role.MARKETING)
def archive(request: Request, form_id: UUID) -> HttpResponse:
    found = _form(form_id)
    found.archive(by=request.user, at=request.now)
    messages.success(request, _("%(name)s is archived: visitors find it no more.") % {"name": found})
    return redirect("capture:form", form_id)


@require_POST
@allowed(Role.MARKETING)
def restore(request: Request, form_id: UUID) -> HttpResponse:
    found = _form(form_id)
    found.restore(by=request.user, at=request.now)
    messages.success(request, _("%(name)s is in use again.") % {"name": found})
    return redirect("capture:form", form_id)


@require_GET
@allowed(Role.MARKETING)
def held(request: Request, form_id: UUID) -> HttpResponse:
    """Submissions in doubt: a person decides."""
    found = _form(form_id)
    page = readings.held(found, request.GET.get("after", ""))
    rows = [(one, COUNTED.get(one.doubt, one.doubt), readings.answers_of(one)) for one in page.rows]
    return render(request, "capture/held.html", {"found": found, "page": page, "rows": rows})


@require_POST
@allowed(Role.MARKETING)
def release(request: Request, submission_id: UUID) -> HttpResponse:
    found = _submission(submission_id)
    found.release(by=request.user, at=request.now)
    messages.success(request, _("The submission goes its way."))
    return redirect("capture:held", found.version.form_id)


@require_POST
@allowed(Role.MARKETING)
def discard(request: Request, submission_id: UUID) -> HttpResponse:
    found = _submission(submission_id)
    found.discard(by=request.user, at=request.now)
    messages.success(request, _("The submission has been discarded."))
    return redirect("capture:held", found.version.form_id)


def _form(form_id: UUID) -> Form:
    return get_object_or_404(Form.objects.select_related("source"), id=form_id)


def _submission(submission_id: UUID) -> Submission:
    return get_object_or_404(Submission.objects.held().select_related("version__form__source"), id=submission_id)


def _building(request: Request, found: Form) -> dict[str, Any]:
    way, turned_away = readings.figures(found, request.now)
    return {
        "found": found,
        "spec": found.spec,
        "fields": readings.fields_of(found),
        "adding": AddFieldForm(found.spec, FIELD_KINDS),
        "lacks": [lack_said(lack, what) for lack, what in found.lacks()],
        "has_changes": found.has_changes(),
        "versions": list(found.versions.all()[:20]),
        "way": way,
        "turned_away": turned_away,
        "held": Submission.objects.held().filter(version__form=found).count(),
        "embedding": readings.embedding(found) if found.current else None,
    }
