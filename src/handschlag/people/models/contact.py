"""Contacts, the companies they work for, and the identifiers by which touches find them."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.kernel.ids import new_id
from handschlag.people.core.names import fold, name_keys

BEFORE_ALL = UUID(int=0)
"""Less than any id."""
LONGEST = {"industry": 120, "country": 60, "postal_code": 20}


class Company(models.Model):
    """A firm (account). ``domain`` is its registrable e-mail domain, empty where only free mail is known.

    ``name_key`` is the name as lists sort and search it. Industry, employees and address are the latest attribute values.
    ``matched_at`` is empty until it has been compared with other companies as it is now. ``redraw_after``: contacts with a greater
    id are still drawn with an earlier name of the company; empty where none is.
    """

    FOLLOWING = ("industry", "employees", "country", "postal_code")
    """Columns that show the newest value of the attribute of that name."""
    NAMED = ("name", "name_key", "matched_at", "redraw_after")
    """Columns that change with the name; whoever writes one writes all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    domain = models.CharField(_("domain"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=LONGEST["industry"], blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    country = models.CharField(_("country"), max_length=LONGEST["country"], blank=True)
    postal_code = models.CharField(_("postal code"), max_length=LONGEST["postal_code"], blank=True)
    made_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True, editable=False)
    redraw_after = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ["name_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["domain"], condition=~models.Q(domain=""), name="one_company_per_domain")
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="companies_by_name"),
            models.Index(fields=["name_key"], name="companies_by_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["industry", "employees"], name="companies_by_segment"),
            models.Index(fields=["id"], condition=models.Q(matched_at__isnull=True), name="companies_not_yet_matched"),
            models.Index(fields=["id"], condition=models.Q(redraw_after__isnull=False), name="companies_to_be_redrawn"),
        ]

    def __str__(self) -> str:
        return self.name

    def follow(self, name: str, text: str) -> None:
        """Let the column of that name show the newest value of its attribute; other attributes have no column."""
        if name == "postal_code" and text[: LONGEST[name]] != self.postal_code:
            self.matched_at = None
        if name == "employees":
            self.employees = whole_number(text)
        elif name in self.FOLLOWING:
            setattr(self, name, text[: LONGEST[name]])

    def index_name(self) -> Company:
        """Bring the search key in line with the name; whoever writes a name calls it before saving.

        Under another name it is compared anew, and its contacts are drawn anew.
        """
        key = fold(self.name)[:200]
        if key != self.name_key:
            self.matched_at, self.redraw_after = None, BEFORE_ALL if self.name_key else self.redraw_after
        self.name_key = key
        return self


class Contact(models.Model):
    """A person we know by at least one identifier that is not anonymous.

    ``by_family`` and ``by_given`` are the name as lists sort and search it, family or given name first. Who was erased (``erased_at``)
    is nothing but an id, so that the leads stay countable.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, verbose_name=_("company"), null=True, blank=True, related_name="contacts"
    )
    language = models.CharField(_("language"), max_length=5, blank=True)
    by_family = models.CharField(max_length=250, editable=False)
    by_given = models.CharField(max_length=250, editable=False)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["by_family", "id"]
        indexes = [
            models.Index(fields=["by_family", "id"], name="contacts_by_name"),
            models.Index(fields=["made_at", "id"], name="contacts_by_age"),
            models.Index(fields=["by_family"], name="contacts_by_family_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["by_given"], name="contacts_by_given_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["email"], name="contacts_by_email_prefix", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("Erased person")
        return (
            f"{self.given_name} {self.family_name}".strip()
            or self.email
            or gettext("Contact {number}").format(number=str(self.id)[-6:])
        )

    def index_name(self) -> Contact:
        """Bring the search keys in line with name and address; whoever writes those calls it before saving."""
        self.by_family, self.by_given = name_keys(self.given_name, self.family_name, self.email)
        return self


class Identifier(models.Model):
    """``key`` (``email:…``, ``user:…``, ``external:…``, ``phone:…``, ``anon:…``) belongs to a contact, since when, and since when we know.

    Touches carry keys, never contacts: an anonymous history joins the contact the moment its key is linked, whatever the
    order of arrival. ``told_by`` is the id of the touch, the imported row or the colleague that linked them. ``by`` is the key
    through which a phone or a browser is held (``core.identity``), "" where a key stands for itself.
    """

    key = models.CharField(max_length=330, primary_key=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="identifiers")
    by = models.CharField(max_length=330, blank=True)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    told_by = models.UUIDField(null=True)


def whole_number(text: str) -> int | None:
    """A number of employees as it was said, where it can be one."""
    try:
        number = int(float(text))
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < 2**31 else None
