"""What is compared of each contact, written down once, with the keys under which look-alikes meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Q

from handschlag.capture.core.keys import kind_of, value_of
from handschlag.capture.models import insert_values, update
from handschlag.people.core.matching.keys import match_keys
from handschlag.people.core.matching.person import Person, as_text, from_text, person_of
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.contact import Contact, Identifier

COMPARED = {
    "street": "street",
    "address_street": "street",
    "house_number": "house_number",
    "postal_code": "postal_code",
    "city": "city",
    "birth_date": "birth_date",
    "birthday": "birth_date",
    "date_of_birth": "birth_date",
    "customer_number": "number",
    "tax_number": "number",
}
"""Attributes that are compared, and as what; names, addresses, numbers and the firm are compared besides."""

SAID = COMPARED.keys() | {"given_name", "family_name", "email", "phone", "company"}
AT_ONCE = 2_000


class Portrait(models.Model):
    """A contact as it is compared with others: comparable spellings in one line. ``matched_at`` is empty until it has been compared.

    The number is short, so that eleven keys for each of a million people stay small.
    """

    number = models.BigAutoField(primary_key=True)
    contact = models.OneToOneField(Contact, models.CASCADE, related_name="portrait")
    text = models.TextField()
    matched_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["number"], condition=Q(matched_at__isnull=True), name="portraits_not_yet_matched")
        ]


class MatchKey(models.Model):
    """A portrait stands under this key. The key is a hash of facts: it finds, and tells nothing."""

    pk = models.CompositePrimaryKey("hash", "portrait_id")
    hash = models.BigIntegerField()
    portrait = models.ForeignKey(Portrait, models.CASCADE, related_name="keys", db_constraint=False)


def is_compared(names: Iterable[str]) -> bool:
    """Whether one of these traits is compared with others' at all."""
    return not SAID.isdisjoint(names)


def refresh_keys(contact_ids: Collection[UUID]) -> set[UUID]:
    """Bring portraits and keys of these contacts in line with what is known; returns those whose portrait is new or another.

    In the caller's transaction; six statements for any number, and none that writes where nothing changed.
    """
    ids, changed = sorted(set(contact_ids)), set()
    with transaction.atomic():
        for start in range(0, len(ids), AT_ONCE):
            changed |= _refresh(ids[start : start + AT_ONCE])
    return changed


def _refresh(contact_ids: list[UUID]) -> set[UUID]:
    people = _drawn(contact_ids)
    texts = {one: as_text(person) for one, person in people.items()}
    known = {portrait.contact_id: portrait for portrait in Portrait.objects.filter(contact__in=contact_ids)}
    others = [known[one] for one, text in texts.items() if one in known and known[one].text != text]
    gone: list[tuple[int, int]] = []
    come: list[tuple[int, int]] = []
    for portrait in others:
        was, now = match_keys(from_text(portrait.text)), match_keys(people[portrait.contact_id])
        gone += [(key, portrait.number) for key in was - now]
        come += [(key, portrait.number) for key in now - was]
        portrait.text, portrait.matched_at = texts[portrait.contact_id], None
    new = texts.keys() - known.keys()
    insert_values(Portrait, ("contact_id", "text"), [(one, texts[one]) for one in sorted(new)])
    if new:
        for one, number in Portrait.objects.filter(contact__in=new).values_list("contact_id", "number"):
            come += [(key, number) for key in match_keys(people[one])]
    update(others, ["text", "matched_at"])
    _forget(gone)
    _stand_under(come)
    return new | {portrait.contact_id for portrait in others}


def _stand_under(entries: list[tuple[int, int]]) -> None:
    """In the order of the keys, so that their index is walked once."""
    if entries:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO people_matchkey (hash, portrait_id) VALUES (%s, %s)", sorted(entries))


def _forget(entries: list[tuple[int, int]]) -> None:
    of_portrait: dict[int, list[int]] = defaultdict(list)
    for key, number in entries:
        of_portrait[number].append(key)
    for number, keys in of_portrait.items():
        MatchKey.objects.filter(hash__in=keys, portrait=number).delete()


def _drawn(contact_ids: Collection[UUID]) -> dict[UUID, Person]:
    """Each contact as it is compared, from what is known now."""
    columns = ("id", "given_name", "family_name", "email", "phone", "company__name", "company__domain")
    contacts = Contact.objects.filter(id__in=contact_ids).values_list(*columns)
    said: dict[UUID, dict[str, str]] = defaultdict(dict)
    values = AttributeValue.objects.filter(contact__in=contact_ids, name__in=COMPARED).order_by("happened_at", "id")
    for contact, name, text in values.values_list("contact_id", "name", "text"):
        said[contact][COMPARED[name]] = text
    signs: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    keys = Identifier.objects.filter(Q(key__startswith="email:") | Q(key__startswith="phone:"), contact__in=contact_ids)
    for contact, key in keys.order_by("-happened_at", "key").values_list("contact_id", "key"):
        signs[contact][kind_of(key)].append(value_of(key))
    people = {}
    for one, given, family, email, phone, firm, domain in contacts:
        facts = said[one] | {
            "given_name": given,
            "family_name": family,
            "company": "" if firm == domain else firm or "",
        }
        own = signs[one]
        people[one] = person_of(facts, filter(None, [email, *own["email"]]), filter(None, [phone, *own["phone"]]))
    return people
