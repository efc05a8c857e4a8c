"""Many rows at once: written by one statement, found by one parameter, on every database alike."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from handschlag.capture.models import Touch
from handschlag.handover.models import Lineup
from handschlag.kernel.ids import new_id
from handschlag.ledger.models import Draft, Entry, record_many, verify
from handschlag.ledger.models.bulk import MANY, insert, insert_values
from handschlag.people.models import AttributeValue, Company, Contact, Lead
from handschlag.post.models import Mail, Message, send_mails_later

AT = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
SOME = MANY + 20
TEXTS = ("plain", "", "a\tb\\n\\N", 'quo"te', "Müller's “äöü” 😀", "{1,2}", "NULL", "%s")


class ManyRows(TestCase):
    def test_texts_moments_and_numbers_come_back_as_they_were(self):
        companies = [
            Company(
                id=new_id(AT),
                name=f"{TEXTS[number % len(TEXTS)]} {number}",
                name_key=str(number),
                made_at=AT + timedelta(microseconds=number),
                employees=number if number % 2 else None,
            )
            for number in range(SOME)
        ]
        insert(companies)
        kept = Company.objects.in_bulk([one.id for one in companies])
        columns = [field.attname for field in Company._meta.concrete_fields]
        for one in companies:
            assert [getattr(kept[one.id], name) for name in columns] == [getattr(one, name) for name in columns]
        values = [
            AttributeValue(
                company=one, name="n", text=TEXTS[place % len(TEXTS)], number=place / 3, happened_at=AT, known_at=AT
            )
            for place, one in enumerate(companies)
        ]
        insert(values)
        found = {row.company_id: (row.text, row.number) for row in AttributeValue.objects.all()}
        assert found == {one.company_id: (one.text, one.number) for one in values}

    def test_json_comes_back_as_it_was(self):
        rows = [(uuid4(), [{"said": TEXTS[number % len(TEXTS)], "number": number}]) for number in range(SOME)]
        insert_values(Lineup, ["id", "reps"], rows)
        assert dict(Lineup.objects.values_list("id", "reps")) == dict(rows)

    def test_one_row_that_breaks_a_promise_leaves_none(self):
        rows = [(uuid4(), ["x"]) for _number in range(SOME)]
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_values(Lineup, ["id", "reps"], [*rows, rows[0]])
        assert Lineup.objects.count() == 0

    def test_what_is_there_already_is_left_out(self):
        mails = [Mail(f"key/{number}", "a@b.example", "Subject", TEXTS[number % 8]) for number in range(SOME)]
        send_mails_later(mails[: SOME // 2], AT)
        send_mails_later([*mails, mails[0]], AT + timedelta(days=1))
        assert Message.objects.count() == SOME
        assert Message.objects.filter(created_at=AT).count() == SOME // 2
        assert Message.objects.get(key="key/4").body == TEXTS[4]

    def test_the_chain_holds(self):
        drafts = [
            Draft("list_exported", AT, None, ("user", uuid4()), {"list": str(n), "as": "csv"}) for n in range(SOME)
        ]
        assert record_many(drafts) == SOME
        assert verify().ok
        assert Entry.objects.count() == SOME


class Among(TestCase):
    def test_it_finds_what_in_finds_through_ids_relations_and_texts(self):
        contacts = [Contact(id=new_id(AT), email=f"p{n}@x.example", made_at=AT).index_name() for n in range(5)]
        insert(contacts)
        insert(Lead(id=new_id(AT), contact=one, opened_at=AT, known_at=AT) for one in contacts)
        ids = [one.id for one in contacts[:2]]
        addresses = [one.email for one in contacts[:3]]
        for rows, column, values in (
            (Contact.objects, "id", ids),
            (Contact.objects, "email", addresses),
            (Lead.objects, "contact", ids),
            (Lead.objects, "contact__id", ids),
            (Lead.objects, "contact__email", addresses),
            (Touch.objects, "who", addresses),
        ):
            for some in (values, set(values), []):
                found = set(rows.filter(**{f"{column}__among": some}).values_list("pk", flat=True))
                assert found == set(rows.filter(**{f"{column}__in": some}).values_list("pk", flat=True)), column
        left = Lead.objects.exclude(contact__among=ids)
        assert left.count() == 3

    def test_there_may_be_more_than_a_database_takes_parameters(self):
        insert([Contact(id=new_id(AT), email="p@x.example", made_at=AT).index_name()])
        known = list(Contact.objects.values_list("id", flat=True))
        assert Contact.objects.filter(id__among=[*known, *(uuid4() for _number in range(40_000))]).count() == 1
