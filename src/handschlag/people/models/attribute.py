"""What we know about a contact or a company, as a history that never forgets what was known when."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Func, Q

from handschlag.people.models.contact import Company, Contact


class ByCodePoint(Func):
    """Text in the order Python and the measures compare it in, code point by code point, whatever the locale of the database."""

    arity = 1
    template = "%(expressions)s"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template='(%(expressions)s COLLATE "C")', **context)


class AttributeValue(models.Model):
    """An attribute of a contact or of a company took a value. Append-only; the newest ``happened_at`` known by a moment counts then.

    ``text`` always holds the value as text; ``number`` holds it too where it is one, in the attribute's own unit.
    ``told_by`` is the id of the touch, the imported row or the colleague that said so. Columns of the same name on the contact
    or the company are the current view of this history, kept for lists.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="attributes", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="attributes", db_index=False)
    name = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    number = models.FloatField(null=True)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    told_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None) ^ Q(company=None), name="an_attribute_belongs_to_one_of_contact_and_company"
            ),
        ]
        indexes = [
            models.Index(
                "contact",
                "name",
                "happened_at",
                ByCodePoint("text"),
                condition=Q(contact__isnull=False),
                name="attributes_of_a_contact",
            ),
            models.Index(
                "company",
                "name",
                "happened_at",
                ByCodePoint("text"),
                condition=Q(company__isnull=False),
                name="attributes_of_a_company",
            ),
        ]
