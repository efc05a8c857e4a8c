"""A list leaves the house as a file, and the ledger keeps that it did: who, which list, when; not what stood in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO, Any, TypeVar, cast

from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from handschlag.kernel.sheets import Sheet, csv_of, json_of, write_xlsx
from handschlag.ledger.models import record

Row = TypeVar("Row", bound=Model)

FORMATS = ("csv", "xlsx", "json")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported(request: Any, sheet_of: Callable[[], Sheet]) -> HttpResponseBase | None:
    """The list as a file where the address asks for one (``?export=csv``, ``xlsx`` or ``json``); ``None`` where it asks for a page.

    German spreadsheets expect semicolons, others commas. 400 for a format there is not, and for a workbook that would not hold
    all rows.
    """
    wanted = request.GET.get("export", "")
    if not wanted:
        return None
    if wanted not in FORMATS:
        return _refused(_("There is CSV, XLSX and JSON."))
    sheet = sheet_of()
    now = cast(datetime, request.now)
    subject = ("user", request.user.id)
    record("list_exported", at=now, actor=request.user.id, subject=subject, payload={"list": sheet.name, "as": wanted})
    name = f"{sheet.name}-{now:%Y-%m-%d}.{wanted}"
    if wanted == "xlsx":
        return _workbook(sheet, name)
    language = get_language() or "en"
    delimiter = ";" if language.startswith("de") else ","
    content = csv_of(sheet, delimiter) if wanted == "csv" else json_of(sheet)
    kind = "text/csv; charset=utf-8" if wanted == "csv" else "application/json"
    answer = StreamingHttpResponse(_said_in(language, content), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def rows_of(page: Page[Row], at_once: int = 1_000) -> Iterator[Row]:
    """All rows of the list that the page is part of, read piece by piece."""
    listed = cast("QuerySet[Any]", page.paginator.object_list)
    yield from listed.iterator(chunk_size=at_once)


def _said_in(language: str, content: Iterator[bytes]) -> Iterator[bytes]:
    """Each piece in the language it was asked for in: a server may read it in a thread where nobody has said which."""
    while True:
        with override(language):
            piece = next(content, None)
        if piece is None:
            return
        yield piece


def _workbook(sheet: Sheet, name: str) -> HttpResponseBase:
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 – the answer closes it
    try:
        write_xlsx(sheet, cast(Any, file))
    except ValueError:
        file.close()
        return _refused(_("A workbook does not hold that many rows; please take CSV."))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _refused(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
