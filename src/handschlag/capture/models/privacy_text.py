"""The exact words under which people consent, and the notice that stands at every form; a new wording is a new version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User


class Subject(models.TextChoices):
    """What a text is about: one of the purposes of consent, or the privacy notice."""

    SCORING = "scoring", gettext_lazy("Consent to qualification by points")
    EMAIL = "email", gettext_lazy("Consent to advertising by e-mail")
    PHONE = "phone", gettext_lazy("Consent to advertising by phone")
    NOTICE = "notice", gettext_lazy("Privacy notice")


def subjects() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    return Subject.choices


class PrivacyText(models.Model):
    """One wording in German and English. Never changed: forms pin the version that was current when they were published.

    ``url_de`` and ``url_en`` lead to the full privacy notice; consent texts need none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.CharField(gettext_lazy("subject of the text"), max_length=20, choices=subjects)
    number = models.PositiveSmallIntegerField(gettext_lazy("version of the text"))
    de = models.TextField(gettext_lazy("German"), max_length=2_000)
    en = models.TextField(gettext_lazy("English"), max_length=2_000)
    url_de = models.URLField(gettext_lazy("address of the full notice, German"), max_length=500, blank=True)
    url_en = models.URLField(gettext_lazy("address of the full notice, English"), max_length=500, blank=True)
    made_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["subject", "-number"]
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="a_privacy_text_has_one_wording")]

    def __str__(self) -> str:
        return f"{Subject(self.subject).label}, {self.name}"

    @property
    def name(self) -> str:
        """How proofs refer to exactly this wording: ``email-3``."""
        return f"{self.subject}-{self.number}"

    def said(self, language: str) -> str:
        return self.de if language == "de" else self.en

    def address(self, language: str) -> str:
        """Where the full notice stands."""
        return (self.url_de or self.url_en) if language == "de" else (self.url_en or self.url_de)

    @classmethod
    def write(cls, subject: Subject, words: dict[str, str], *, by: User | None, at: datetime) -> PrivacyText:
        """A new version of the wording (``de``, ``en``, ``url_de``, ``url_en``). Refused where nothing changes."""
        with transaction.atomic():
            latest = cls.latest([subject]).get(subject)
            if latest and all(getattr(latest, name) == text for name, text in words.items()):
                raise Refused(_("This wording is the one in use already."))
            number = (cls.objects.filter(subject=subject).aggregate(Max("number"))["number__max"] or 0) + 1
            text = cls.objects.create(id=new_id(at), subject=subject, number=number, made_at=at, **words)
            record(
                "privacy_text_written",
                at=at,
                actor=by.id if by else None,
                subject=("privacy_text", text.id),
                payload={"text": text.name},
            )
        return text

    @classmethod
    def latest(cls, subjects: Iterable[str] = tuple(Subject)) -> dict[str, PrivacyText]:
        """The current wording of each subject that has one."""
        return {text.subject: text for text in cls.objects.filter(subject__in=list(subjects)).order_by("number")}

    @staticmethod
    def beginning_as(versions: Sequence[PrivacyText]) -> PrivacyText:
        """An unwritten wording that says what the latest says."""
        latest = versions[0] if versions else PrivacyText()
        return PrivacyText(de=latest.de, en=latest.en, url_de=latest.url_de, url_en=latest.url_en)
