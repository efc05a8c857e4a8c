"""Which attributes the house keeps of contacts and companies, beyond those there always are."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from handschlag.market.models import Prepared
from handschlag.people.core.attributes import AttributeType

NAME = r"[a-z0-9][a-z0-9_]{0,59}"


def types() -> list[tuple[str, Any]]:
    """A callable, so that a new choice is no migration."""
    names = {
        AttributeType.TEXT: _("text"),
        AttributeType.NUMBER: _("number"),
        AttributeType.DAY: _("day"),
        AttributeType.YES_NO: _("yes or no"),
        AttributeType.CHOICE: _("one of a list"),
    }
    return [(type_.value, name) for type_, name in names.items()]


def owners() -> list[tuple[str, Any]]:
    """Of whom an attribute speaks; a callable, so that a new choice is no migration."""
    return [("contact", _("contact")), ("company", _("company"))]


class AttributeKind(Prepared):
    """An attribute with a name touches and imports use, a label in both languages, and a type that colleagues' entries must fit.

    What touches and imports say is kept as it was said; a value of another type is shown as such.
    """

    noun = "attribute_kind"

    key = models.CharField(
        _("key"),
        max_length=60,
        validators=[RegexValidator(rf"^{NAME}\Z", _("Small letters, digits and underscores."))],
        help_text=_("As touches, imports and the agreement name it: number_of_machines."),
    )
    of = models.CharField(_("of"), max_length=10, choices=owners, default="company")
    label_en = models.CharField(_("English name"), max_length=80)
    label_de = models.CharField(_("German name"), max_length=80)
    type = models.CharField(_("type"), max_length=10, choices=types, default=AttributeType.TEXT)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)

    class Meta:
        ordering = ["of", "key"]
        constraints = [models.UniqueConstraint(fields=["of", "key"], name="one_kind_per_attribute")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the language of the reader."""
        return self.label_de if (get_language() or "").startswith("de") else self.label_en
