"""Forms of the house, their published versions, and what is counted about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.capture.core.form import FormSpec, Lack, lacking
from handschlag.capture.models.privacy_text import PrivacyText
from handschlag.capture.models.source import Source
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User


class FormQuerySet(models.QuerySet["Form"]):
    def active(self) -> FormQuerySet:
        """Those not archived."""
        return self.filter(archived_at=None)


class Form(models.Model):
    """A form that stands on any page. ``draft`` is what marketing builds; visitors see the newest published version alone.

    ``key`` is its lasting name in addresses, and the material its touches carry where nothing else is said. Its ``source`` counts what enters.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(gettext_lazy("key"), max_length=60, unique=True)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    draft = models.JSONField(default=dict)
    source = models.OneToOneField(Source, models.PROTECT, related_name="form")
    made_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = FormQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def make(cls, name: str, key: str, spec: FormSpec, *, by: User | None, at: datetime) -> Form:
        """A new form with a first draft. Refused where the key is taken."""
        with transaction.atomic():
            if cls.objects.filter(key=key).exists():
                raise Refused(_("There is a form of that key already."))
            source, _is_new = Source.objects.get_or_create(name=f"Form {key}", defaults={"made_at": at})
            form = cls.objects.create(id=new_id(at), key=key, name=name, draft=written(spec), source=source, made_at=at)
            form._tell("form_made", by, at)
        return form

    @property
    def spec(self) -> FormSpec:
        """The draft, read."""
        return FormSpec.model_validate(self.draft)

    @cached_property
    def current(self) -> FormVersion | None:
        """What visitors see; nothing before the first publication and while archived."""
        return self.versions.order_by("-number").first() if self.archived_at is None else None

    def has_changes(self) -> bool:
        """Whether the draft differs from what visitors see, in itself or in the wordings it would carry."""
        latest = self.versions.order_by("-number").first()
        return latest is None or latest.spec != self.draft or not latest.carries(PrivacyText.latest())

    def change(self, change: Callable[[FormSpec], FormSpec]) -> None:
        """Change the draft, one change after the other however many work on it. A draft is nobody's word yet: no ledger entry."""
        with transaction.atomic():
            locked = Form.objects.select_for_update().get(pk=self.pk)
            self.draft = written(change(locked.spec))
            Form.objects.filter(pk=self.pk).update(draft=self.draft)

    def rename(self, name: str) -> None:
        """Call it otherwise, inside the house; visitors never see this name."""
        self.name = name
        self.save(update_fields=["name"])

    def lacks(self) -> list[tuple[Lack, str]]:
        """What the draft needs before it can be published."""
        return lacking(self.spec, frozenset(PrivacyText.latest()), urlsplit(settings.PUBLIC_URL).hostname or "")

    def publish(self, *, by: User | None, at: datetime) -> FormVersion:
        """Visitors see the draft from now on, with the newest wordings. Refused where something is lacking or nothing has changed."""
        with transaction.atomic():
            Form.objects.select_for_update().get(pk=self.pk)
            if self.archived_at:
                raise Refused(_("This form is archived; take it back into use first."))
            if self.lacks():
                raise Refused(_("Something is still missing before this form can be published."))
            if not self.has_changes():
                raise Refused(_("Visitors see exactly this already."))
            number = self.versions.count() + 1
            version = FormVersion.objects.create(
                id=new_id(at), form=self, number=number, spec=self.draft, published_at=at
            )
            texts = PrivacyText.latest()
            version.texts.set([texts["notice"], *(texts[asked.purpose] for asked in self.spec.consents)])
            self._tell("form_published", by, at, {"number": number})
        self.__dict__.pop("current", None)
        return version

    def go_back_to(self, version: FormVersion) -> None:
        """Throw the draft away; it becomes what this version says."""
        Form.objects.filter(pk=self.pk).update(draft=version.spec)
        self.draft = version.spec

    def archive(self, *, by: User, at: datetime) -> None:
        """Visitors find it no more; what it brought stays. Twice changes nothing."""
        with transaction.atomic():
            if Form.objects.filter(pk=self.pk, archived_at=None).update(archived_at=at):
                self._tell("form_archived", by, at)
        self.archived_at = self.archived_at or at

    def restore(self, *, by: User, at: datetime) -> None:
        """Visitors find it again, as it was published last."""
        with transaction.atomic():
            if Form.objects.filter(pk=self.pk).exclude(archived_at=None).update(archived_at=None):
                self._tell("form_restored", by, at)
        self.archived_at = None

    def count(self, at: datetime, *what: str) -> None:
        """One more of each on this day (UTC)."""
        FormCount.add(self, at.date(), Counter(what))

    def _tell(self, happened: str, by: User | None, at: datetime, payload: dict[str, object] | None = None) -> None:
        record(happened, at=at, actor=by.id if by else None, subject=("form", self.id), payload=payload)


class FormVersion(models.Model):
    """A form as it was published, with the wordings it carries; never changed. A submission names the version it was made with."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form = models.ForeignKey(Form, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    spec = models.JSONField()
    texts = models.ManyToManyField(PrivacyText, related_name="form_versions")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["form", "number"], name="one_form_version_per_number")]

    @cached_property
    def read(self) -> FormSpec:
        """The form as data of the grammar."""
        return FormSpec.model_validate(self.spec)

    @cached_property
    def wordings(self) -> dict[str, PrivacyText]:
        """The text for each purpose it asks for, and the privacy notice."""
        return {text.subject: text for text in self.texts.all()}

    def carries(self, latest: Mapping[str, PrivacyText]) -> bool:
        """Whether its wordings are the newest ones."""
        return all(latest.get(subject) == text for subject, text in self.wordings.items())


class FormCount(models.Model):
    """How often something happened with a form on one day (UTC): seen, submitted, entered, confirmed, expired, or a reason to turn away.

    Looks are counted without telling who looked: nothing is stored on the device and no address is kept.
    """

    SEEN, SUBMITTED, ENTERED, CONFIRMED, EXPIRED = "seen", "submitted", "entered", "confirmed", "expired"

    form = models.ForeignKey(Form, models.CASCADE, related_name="counts", db_index=False)
    on = models.DateField()
    what = models.CharField(max_length=20)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "on", "what"], name="one_form_count_per_day")]

    @classmethod
    def add(cls, form: Form, on: date, amounts: Mapping[str, int]) -> None:
        """Add to the day's counts, in the caller's transaction."""
        for what, amount in sorted(amounts.items()):
            day = cls.objects.filter(form=form, on=on, what=what)
            if not day.update(count=F("count") + amount):
                FormCount.objects.bulk_create([FormCount(form=form, on=on, what=what)], ignore_conflicts=True)
                day.update(count=F("count") + amount)


def written(spec: FormSpec) -> dict[str, object]:
    """As it is stored: plain data, complete."""
    return spec.model_dump(mode="json")
