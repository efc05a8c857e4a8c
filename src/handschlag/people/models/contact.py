"""Contacts, the companies they work for, and the identifiers by which touches find them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from handschlag.kernel.ids import new_id


class Company(models.Model):
    """A firm (account). ``domain`` is its registrable e-mail domain, empty where only free mail is known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    domain = models.CharField(_("domain"), max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["domain"], condition=~models.Q(domain=""), name="one_company_per_domain")]
        indexes = [models.Index(fields=["name"], name="companies_by_name")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person we know by at least one identifier that is not anonymous."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    company = models.ForeignKey(Company, models.PROTECT, verbose_name=_("company"), null=True, blank=True, related_name="contacts")
    language = models.CharField(_("language"), max_length=5, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["family_name", "given_name", "id"]
        indexes = [
            models.Index(fields=["family_name", "given_name", "id"], name="contacts_by_name"),
            models.Index(fields=["email"], name="contacts_by_email"),
            models.Index(fields=["-made_at"], name="contacts_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email or gettext("Contact {number}").format(number=str(self.id)[-6:])


class Identifier(models.Model):
    """``key`` (``email:…``, ``user:…``, ``external:…``, ``phone:…``, ``anon:…``) belongs to a contact, since when, and since when we know.

    Touches carry keys, never contacts: an anonymous history joins the contact the moment its key is linked, whatever the order of arrival.
    """

    key = models.CharField(max_length=330, primary_key=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="identifiers")
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
