"""Two contacts turn out to be one person: one joins the other, with all that is known of it; and it can be taken back completely."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext

from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User
from handschlag.people.models.apart import TwoPeople
from handschlag.people.models.because import Because, becauses
from handschlag.people.models.contact import Contact, Identifier
from handschlag.people.models.following import refresh_contacts
from handschlag.people.models.joining import join_leads, split_leads
from handschlag.people.models.lead import resettle
from handschlag.people.models.owning import reown
from handschlag.people.models.repointing import put, rows_of


class Merge(models.Model):
    """A contact joined another. ``gone_id`` was its id; ``before`` is what has to come back when the merge is undone.

    ``score`` and ``reasons`` say how alike the two were, where that was why. ``before`` holds personal data and goes with the
    contact that stayed.
    """

    apart = TwoPeople

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Contact, models.CASCADE, related_name="merges")
    gone_id = models.UUIDField(db_index=True)
    because = models.CharField(max_length=20, choices=becauses)
    score = models.FloatField(null=True)
    reasons = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-merged_at", "-id"]
        indexes = [models.Index(fields=["merged_at", "id"], name="merges_by_moment")]

    def undo(self, *, by: User, at: datetime) -> Contact:
        """The two are two again, each with its own, also of what came since; returns the one that comes back.

        Refused a second time.
        """
        with transaction.atomic():
            if not Merge.objects.filter(id=self.id, undone_at=None).update(undone_at=at, before={}):
                raise Refused(gettext("This merge has been undone already."))
            back = Contact(id=self.gone_id, made_at=datetime.fromisoformat(self.before["made_at"])).index_name()
            back.save(force_insert=True)
            put(self.before["rows"], back)
            for key, known_at in self.before["known"].items():
                Identifier.objects.filter(key=key).update(known_at=datetime.fromisoformat(known_at))
            split_leads(self.before["leads"], at, by.id)
            Identifier.objects.filter(contact=self.kept_id, by__in=self.before["known"]).update(
                contact=back, known_at=at
            )
            reown([self.kept_id, back.id], at)
            record("merge_undone", at=at, actor=by.id, subject=("contact", self.kept_id))
        self.undone_at, self.before = at, {}
        return Contact.objects.get(id=back.id)


def merge(
    kept: Contact,
    gone: Contact,
    *,
    at: datetime,
    by: User | None,
    because: Because,
    score: float | None = None,
    reasons: list[Any] | None = None,
) -> Merge:
    """``gone`` joins ``kept``: its identifiers, history, consents and leads; of two open leads the further one goes on.

    In one transaction. Refused where they are one already.
    """
    if kept.id == gone.id:
        raise Refused(gettext("This is one contact already."))
    with transaction.atomic():
        kept, gone = _locked(kept, gone)
        before = _move(kept, gone, at, by)
        done = Merge.objects.create(
            id=new_id(at),
            kept=kept,
            gone_id=gone.id,
            because=because,
            score=score,
            reasons=reasons or [],
            before=before,
            merged_at=at,
            by=by,
        )
        Contact.objects.filter(id=gone.id).delete()
        refresh_contacts([kept.id])
        resettle([kept.id], at)
        told = {"joined": str(gone.id), "because": str(because)}
        record("contacts_merged", at=at, actor=by.id if by else None, subject=("contact", kept.id), payload=told)
    return done


def _locked(kept: Contact, gone: Contact) -> tuple[Contact, Contact]:
    found = Contact.objects.select_for_update(of=("self",)).order_by("id").in_bulk([kept.id, gone.id])
    if len(found) < 2:
        raise Refused(gettext("One of the two contacts is no longer there."))
    return found[kept.id], found[gone.id]


def _move(kept: Contact, gone: Contact, at: datetime, by: User | None) -> dict[str, Any]:
    """All that refers to one refers to the other from now on; returns what was."""
    leads = join_leads(kept, gone, at, by.id if by else None)
    identifiers = dict(Identifier.objects.filter(contact=gone).values_list("key", "known_at"))
    rows = rows_of(gone)
    put(rows, kept)
    Identifier.objects.filter(key__in=identifiers).update(known_at=at)
    known = {key: known_at.isoformat() for key, known_at in identifiers.items()}
    return {"made_at": gone.made_at.isoformat(), "rows": rows, "known": known, "leads": leads}
