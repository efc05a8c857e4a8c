"""What became of forms: figures that tell nothing about anybody, and what is held."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Sum
from django.utils.translation import get_language

from handschlag.capture.core.form import FieldKind, FormField
from handschlag.capture.models import Form, FormCount, PrivacyText, Subject, Submission
from handschlag.capture.models.form_wording import COUNTED, FIELD_KINDS, Said
from handschlag.capture.readings.paging import Slice, slice_after

DAYS = 30
MOST_FORMS = 300
STAGES = (FormCount.SEEN, FormCount.SUBMITTED, FormCount.CONFIRMED, FormCount.ENTERED)


@dataclass(frozen=True)
class FormRow:
    """A form in the list: its published version (0: none yet), and its figures of the last 30 days."""

    form: Form
    number: int
    counts: Counter[str]
    held: int

    @property
    def stages(self) -> list[int]:
        """Seen, submitted, confirmed, entered."""
        return [self.counts[stage] for stage in STAGES]


@dataclass(frozen=True)
class TextRow:
    """A subject with its current wording, and how many wordings came before."""

    subject: Subject
    text: PrivacyText | None
    forms: int


def form_list(now: datetime, *, archived: bool, search: str = "") -> list[FormRow]:
    """Forms by name; a handful of queries for any number."""
    rows = Form.objects.filter(archived_at__isnull=not archived, name__icontains=search)
    forms = list(rows.annotate(number=Max("versions__number"))[:MOST_FORMS])
    counts = _counts(now, [form.id for form in forms])
    doubtful = Submission.objects.held().values_list("version__form_id", flat=True)
    held = Counter(doubtful.filter(version__form__in=forms))
    return [FormRow(form, form.number or 0, counts[form.id], held[form.id]) for form in forms]  # type: ignore[attr-defined]


def figures(form: Form, now: datetime) -> tuple[list[tuple[Said, int]], list[tuple[Said, int]]]:
    """The last 30 days: how far submissions came, and why others were turned away or held."""
    counts = _counts(now, [form.id])[form.id]
    way = [(COUNTED[stage], counts[stage]) for stage in (*STAGES, FormCount.EXPIRED)]
    known = {*STAGES, FormCount.EXPIRED}
    return way, [
        (COUNTED[what], amount) for what, amount in counts.most_common() if what not in known and what in COUNTED
    ]


def fields_of(form: Form) -> list[tuple[FormField, Said, str]]:
    """The draft's fields: each with the name of its kind, and what to call it."""
    return [
        (
            field,
            FIELD_KINDS[field.kind],
            field.label.said(get_language()) if field.kind is not FieldKind.HIDDEN else field.value,
        )
        for field in form.spec.fields
    ]


def held(form: Form, after: str) -> Slice[Submission]:
    """What is in doubt and waits for somebody to decide, the newest first."""
    rows = Submission.objects.held().filter(version__form=form).select_related("version")
    return slice_after(rows, "submitted_at", after, newest_first=True)


def answers_of(submission: Submission) -> list[tuple[str, object]]:
    """What was answered, under the labels that stood beside it."""
    labels = {field.key: field.label.said(get_language()) for field in submission.version.read.fields}
    return [(labels.get(key) or key, value) for key, value in submission.answers.items()]


def embedding(form: Form) -> dict[str, str]:
    """How the form comes onto a page: by script (its height follows), as a frame, or as a plain link."""
    address = f"{settings.PUBLIC_URL}/f/{form.key}"
    return {
        "script": f'<script src="{address}.js" async></script>',
        "frame": f'<iframe src="{address}/?embed=1" title="{form.key}" width="100%" height="900" loading="lazy"></iframe>',
        "link": f"{address}/",
    }


def texts() -> list[TextRow]:
    """Every subject with its current wording and how many published forms carry one of its wordings."""
    latest = PrivacyText.latest()
    carried = Counter(PrivacyText.objects.filter(form_versions__isnull=False).values_list("subject", flat=True))
    return [TextRow(subject, latest.get(subject.value), carried[subject.value]) for subject in Subject]


def _counts(now: datetime, forms: list[UUID]) -> dict[UUID, Counter[str]]:
    since = now.date() - timedelta(days=DAYS)
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = FormCount.objects.filter(form__in=forms, on__gt=since).values_list("form_id", "what")
    for form_id, what, amount in rows.annotate(total=Sum("count")):
        found[form_id][what] = amount
    return found
