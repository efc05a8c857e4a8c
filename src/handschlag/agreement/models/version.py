"""A version of the agreement, and the verbs that carry it from draft into force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from pydantic import ValidationError

from handschlag.agreement.core.problems import Unreadable, problems_of
from handschlag.agreement.core.terms import Terms, terms_of
from handschlag.agreement.models.passage import Commencement, Proposal, Signature, Withdrawal
from handschlag.kernel.canonical import moment_text, sha256_hex
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import Mandate, OnePersonMode, Side, User


class State(models.TextChoices):
    """Where a version stands. Told by its rows and the moment, never stored."""

    DRAFT = "draft", gettext_lazy("draft")
    PROPOSED = "proposed", gettext_lazy("proposed")
    SIGNED_BY_ONE = "signed_by_one", gettext_lazy("signed by one side")
    SEALED = "sealed", gettext_lazy("signed, not yet in force")
    IN_FORCE = "in_force", gettext_lazy("in force")
    SUPERSEDED = "superseded", gettext_lazy("superseded")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


class VersionQuerySet(models.QuerySet["Version"]):
    def with_passage(self) -> VersionQuerySet:
        """With everything a version's state and its signature block ask for."""
        rows = self.select_related("drafted_by", "proposal__by", "withdrawal__by", "commencement", "based_on")
        return rows.prefetch_related("signatures__by")


class Version(models.Model):
    """One version of the agreement. Its state is told by rows: a proposal, signatures, a commencement. Never edited once proposed.

    ``terms`` are data in the grammar numbered ``grammar``; ``hash`` is the SHA-256 over their RFC 8785 canonical JSON, in hex.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    grammar = models.PositiveSmallIntegerField(default=1)
    terms = models.JSONField()
    hash = models.CharField(max_length=64)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return _("Version {number}").format(number=self.number)

    @classmethod
    def in_force(cls, at: datetime) -> Version | None:
        """The version that judges leads at ``at``, or nothing before the first commencement."""
        return cls.objects.filter(commencement__from_at__lte=at).order_by("-commencement__from_at", "-number").first()

    @classmethod
    def draft(
        cls, terms: Terms | Mapping[str, Any], by: User, at: datetime, based_on: Version | None = None
    ) -> Version:
        """A new draft with the next number. Marketing, sales and holders of a mandate may draft; terms outside the grammar are refused."""
        _refuse_unless_may_draft(by, at)
        checked = _checked(terms)
        with transaction.atomic():
            latest = cls.objects.select_for_update().first()
            version = cls.objects.create(
                id=new_id(at),
                number=latest.number + 1 if latest else 1,
                based_on=based_on,
                grammar=checked.grammar,
                terms=checked.plain(),
                hash=checked.fingerprint(),
                drafted_by=by,
                drafted_at=at,
            )
            version._record("agreement_drafted", by, at)
        return version

    def revise(self, terms: Terms | Mapping[str, Any], by: User, at: datetime) -> None:
        """Write other terms into the draft. Refused once it is proposed or discarded."""
        _refuse_unless_may_draft(by, at)
        checked = _checked(terms)
        with transaction.atomic():
            self._locked({State.DRAFT}, at, _("Only a draft can be revised; draft a new version on this one instead."))
            self.grammar, self.terms, self.hash = checked.grammar, checked.plain(), checked.fingerprint()
            self.__dict__.pop("parsed", None)
            self.save(update_fields=["grammar", "terms", "hash"])
            self._record("agreement_revised", by, at)

    def propose(self, by: User, at: datetime, from_at: datetime | None = None) -> None:
        """Freeze the draft and put it before both sides. ``from_at``: the earliest moment it may come into force."""
        _refuse_unless_may_draft(by, at)
        with transaction.atomic():
            self._locked({State.DRAFT}, at, _("Only a draft can be proposed."))
            Proposal.objects.create(version=self, by=by, at=at, from_at=from_at)
            self._record("agreement_proposed", by, at)

    def discard(self, by: User, at: datetime) -> None:
        """Throw the draft away, for good."""
        self._withdraw({State.DRAFT}, "agreement_discarded", by, at)

    def withdraw(self, by: User, at: datetime) -> None:
        """Take the proposal back before both sides have signed, for good."""
        self._withdraw({State.PROPOSED, State.SIGNED_BY_ONE}, "agreement_withdrawn", by, at)

    def sign(self, side: Side, by: User, password: str, at: datetime) -> Signature:
        """Sign the stored terms for ``side``. The second side's signature seals the version: it comes into force then, or at the proposed moment.

        Refused, and nothing written: a wrong password; no mandate for that side on that day; the same person for both sides
        (but in the declared one-person mode, which is marked on the signature); terms that no longer give the proposed hash.
        """
        if not (by.is_active and by.check_password(password)):
            raise Refused(_("The password is not right. Nothing was signed."))
        with transaction.atomic():
            self._locked({State.PROPOSED, State.SIGNED_BY_ONE}, at, _("Only a proposed version can be signed."))
            signatures = list(self.signatures.all())
            is_alone = OnePersonMode.is_on(at)
            self._refuse_unless_may_sign(side, by, at, signatures, is_alone=is_alone)
            signature = Signature.objects.create(
                id=new_id(at), version=self, side=side, by=by, at=at, hash=self.hash, in_one_person_mode=is_alone
            )
            fact = f"agreement_signed_for_{Side(side).value}" + ("_alone" if is_alone else "")
            self._record(fact, by, at, hash=signature.hash)
            if signatures:
                self._seal(by, at)
        self._forget_passage()
        return signature

    def state(self, at: datetime, in_force: Version | None = None) -> State:
        """Where the version stands at ``at``. ``in_force`` saves a query where the caller knows the version in force already."""
        if hasattr(self, "withdrawal"):
            return State.WITHDRAWN
        if not hasattr(self, "proposal"):
            return State.DRAFT
        if not hasattr(self, "commencement"):
            return State.SIGNED_BY_ONE if self.signatures.all() else State.PROPOSED
        if self.commencement.from_at > at:
            return State.SEALED
        return State.IN_FORCE if (in_force or Version.in_force(at)) == self else State.SUPERSEDED

    @cached_property
    def parsed(self) -> Terms:
        """The terms as typed parts, those of an earlier grammar in today's."""
        return terms_of(self.terms)

    def _refuse_unless_may_sign(
        self, side: Side, by: User, at: datetime, signatures: list[Signature], *, is_alone: bool
    ) -> None:
        if not Mandate.objects.valid_on(local_day(at)).filter(holder=by, side=side).exists():
            raise Refused(_("You hold no mandate to sign for this side today."))
        if any(signature.side == side for signature in signatures):
            raise Refused(_("This side has signed already."))
        if not is_alone and any(signature.by_id == by.id for signature in signatures):
            raise Refused(_("Nobody signs for both sides: the other side needs its own signature."))
        if sha256_hex(self.terms) != self.hash or any(signature.hash != self.hash for signature in signatures):
            raise Refused(_("The stored terms are not the proposed ones any more. Nothing was signed."))

    def _seal(self, by: User, at: datetime) -> None:
        """Both have signed. A version never comes into force before one that was sealed earlier: whoever signs last supersedes."""
        latest = Commencement.objects.aggregate(latest=Max("from_at"))["latest"]
        from_at = max(moment for moment in (at, self.proposal.from_at, latest) if moment)
        Commencement.objects.create(version=self, from_at=from_at)
        self._record("agreement_sealed", by, at, from_at=moment_text(from_at), hash=self.hash)

    def _withdraw(self, states: set[State], fact: str, by: User, at: datetime) -> None:
        _refuse_unless_may_draft(by, at)
        with transaction.atomic():
            self._locked(states, at, _("This version can no longer be taken back."))
            Withdrawal.objects.create(version=self, by=by, at=at)
            self._record(fact, by, at)

    def _locked(self, states: set[State], at: datetime, otherwise: str) -> None:
        """Hold the row's lock to the end of the transaction; refuse where its state is not among ``states`` any more."""
        stored = Version.objects.select_for_update().get(pk=self.pk)
        if stored.state(at) not in states:
            raise Refused(otherwise)
        self._forget_passage()
        self.terms, self.hash = stored.terms, stored.hash

    def _forget_passage(self) -> None:
        """What was read of the rows around the version may have changed."""
        for name in ("proposal", "withdrawal", "commencement"):
            self._state.fields_cache.pop(name, None)
        getattr(self, "_prefetched_objects_cache", {}).pop("signatures", None)

    def _record(self, fact: str, by: User, at: datetime, **payload: object) -> None:
        subject = ("agreement_version", self.id)
        record(fact, at=at, actor=by.id, subject=subject, payload={"number": self.number, **payload})


def may_draft(user: User, at: datetime) -> bool:
    """Marketing, sales, and whoever holds a mandate on that day."""
    return user.is_marketing or user.is_sales or Mandate.objects.valid_on(local_day(at)).filter(holder=user).exists()


def local_day(at: datetime) -> date:
    """The day it is in the house at ``at``: mandates count by days of the house's time zone."""
    return at.astimezone(timezone.get_default_timezone()).date()


def _refuse_unless_may_draft(user: User, at: datetime) -> None:
    if not may_draft(user, at):
        raise Refused(_("Only marketing, sales and holders of a mandate may change drafts of the agreement."))


def _checked(terms: Terms | Mapping[str, Any]) -> Terms:
    if isinstance(terms, Terms):
        return terms
    try:
        return terms_of(terms)
    except ValidationError as error:
        is_german = (get_language() or "").startswith("de")
        raise Refused(Unreadable(problems_of(error)).sentence("de" if is_german else "en")) from None
