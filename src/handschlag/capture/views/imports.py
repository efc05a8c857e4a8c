"""Importing a table: read it in, say what its columns mean, look at it, run it, take it back."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from handschlag.capture.forms import ChooseMappingForm, ColumnsForm, UploadForm
from handschlag.capture.models import Import, SavedMapping
from handschlag.capture.models.wording import target_name
from handschlag.capture.readings.imports import first_row, recent, report_of, set_aside
from handschlag.capture.readings.imports import preview as preview_of
from handschlag.capture.readings.mappings import find_mapping, fitting
from handschlag.capture.readings.sheets import imports_sheet
from handschlag.kernel.tables import TableRefused
from handschlag.ledger.exporting import exported
from handschlag.organisation.access import allowed
from handschlag.organisation.forms.tables import why_refused
from handschlag.organisation.models import Role
from handschlag.organisation.requests import Request


@csrf_exempt
def imports(request: Request) -> HttpResponseBase:
    """Uploads are written to a file as they come in; that has to be arranged before the token in the form is read."""
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _imports(request)


@csrf_protect
@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def _imports(request: Request) -> HttpResponseBase:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            imported = Import.read_in(_path(file), file_name=file.name, by=request.user, at=request.now)
        except TableRefused as refused:
            form.add_error("file", why_refused(refused))
        else:
            return redirect("capture:mapping", imported.id)
    if file := exported(request, imports_sheet):
        return file
    return render(request, "capture/imports.html", {"form": form, "reports": [report_of(one, 0) for one in recent()]})


def _path(file: UploadedFile[bytes]) -> Path:
    assert isinstance(file, TemporaryUploadedFile)
    return Path(file.temporary_file_path())


@require_http_methods(["GET", "POST"])
@allowed(Role.MARKETING)
def mapping(request: Request, import_id: UUID) -> HttpResponse:
    """What the columns mean: said one by one, and kept under a name where one is given."""
    imported = get_object_or_404(Import.objects.filter(asked_at=None), id=import_id)
    form = ColumnsForm(imported.headings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen, name = form.cleaned_data["mapping"], form.cleaned_data["save_as"]
        imported.map_with(chosen, name or _("by hand"))
        if name:
            spec = chosen.model_dump(mode="json", exclude_defaults=True)
            SavedMapping.objects.create(name=name, spec=spec, made_at=request.now)
        return redirect("capture:preview", imported.id)
    names = fitting(imported.headings)
    context = {
        "imported": imported,
        "form": form,
        "columns": form.columns(first_row(imported)),
        "choose": ChooseMappingForm(names) if names else None,
    }
    return render(request, "capture/mapping.html", context)


@require_POST
@allowed(Role.MARKETING)
def choose(request: Request, import_id: UUID) -> HttpResponse:
    """What the columns mean: as somebody said before."""
    imported = get_object_or_404(Import.objects.filter(asked_at=None), id=import_id)
    form = ChooseMappingForm(fitting(imported.headings), request.POST)
    if not form.is_valid():
        messages.error(request, _("There is no such mapping."))
        return redirect("capture:mapping", imported.id)
    name, found = find_mapping(form.cleaned_data["mapping"])
    imported.map_with(found, name)
    return redirect("capture:preview", imported.id)


@require_GET
@allowed(Role.MARKETING)
def preview(request: Request, import_id: UUID) -> HttpResponse:
    imported = get_object_or_404(Import.objects.filter(asked_at=None).exclude(spec={}), id=import_id)
    targets, rows = preview_of(imported, request.now)
    context = {"imported": imported, "targets": [target_name(name) for name in targets], "rows": rows}
    return render(request, "capture/preview.html", context)


@require_POST
@allowed(Role.MARKETING)
def run(request: Request, import_id: UUID) -> HttpResponse:
    imported = get_object_or_404(Import, id=import_id)
    imported.ask(request.now)
    return redirect("capture:import", imported.id)


@require_POST
@allowed(Role.MARKETING)
def forget(request: Request, import_id: UUID) -> HttpResponse:
    get_object_or_404(Import, id=import_id).forget()
    messages.success(request, _("The file has been thrown away; nothing of it was imported."))
    return redirect("capture:imports")


@require_GET
@allowed(Role.MARKETING)
def show(request: Request, import_id: UUID) -> HttpResponse:
    """Progress while it runs, the report afterwards."""
    imported = get_object_or_404(Import, id=import_id)
    if imported.asked_at is None:
        return redirect("capture:mapping", imported.id)
    context = {"imported": imported, "report": report_of(imported, 100)}
    return render(request, "capture/import.html#report" if request.htmx else "capture/import.html", context)


@require_GET
@allowed(Role.MARKETING)
def errors(request: Request, import_id: UUID) -> StreamingHttpResponse:
    """Rows that were set aside, as a file to correct and import again."""
    imported = get_object_or_404(Import, id=import_id)
    answer = StreamingHttpResponse(_csv(set_aside(imported)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rows-set-aside-{imported.id}.csv"'
    return answer


@require_POST
@allowed(Role.MARKETING)
def undo(request: Request, import_id: UUID) -> HttpResponse:
    imported = get_object_or_404(Import, id=import_id)
    imported.ask_undo(by=request.user, at=request.now)
    return redirect("capture:import", imported.id)


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(rows: Iterable[list[str]]) -> Iterable[str]:
    """Lines as they come; the mark at the beginning tells Excel that this is UTF-8."""
    yield "\ufeff"
    writer = csv.writer(_Echo())
    for row in rows:
        yield writer.writerow(row)
