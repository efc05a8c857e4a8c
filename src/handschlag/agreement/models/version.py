"""A version of the agreement, and the verbs that carry it from draft into force."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import ValidationError

from handschlag.agreement.core import yaml_form
from handschlag.agreement.core.problems import Unreadable, problems_of
from handschlag.agreement.core.terms import GRAMMAR, Terms, terms_of
from handschlag.agreement.models import signing
from handschlag.agreement.models.evidence import Evidence
from handschlag.agreement.models.mandated import refuse_unless_may_draft
from handschlag.agreement.models.messages import tell_answered, tell_proposed
from handschlag.agreement.models.passage import Proposal, Signature, Withdrawal
from handschlag.agreement.models.state import OPEN, State
from handschlag.agreement.models.suspension import Suspension
from handschlag.kernel.canonical import sha256_hex
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import House, Side, User


def todays_grammar() -> int:
    """By reference, so that a new grammar is no migration."""
    return GRAMMAR


class VersionQuerySet(models.QuerySet["Version"]):
    def with_passage(self) -> VersionQuerySet:
        """With everything a version's state and its signature block ask for."""
        around = ("drafted_by", "proposal__by", "withdrawal__by", "withdrawal__answered_by", "commencement", "based_on")
        rows = self.select_related(*around, "evidence__by").defer("source", "evidence__document_json")
        return rows.prefetch_related("signatures__by", "signatures__mandate")


class Version(models.Model):
    """One version of the agreement. Its state is told by rows: a proposal, signatures, a commencement. Never edited once proposed.

    ``terms`` are data in the grammar numbered ``grammar``; ``hash`` is the SHA-256 over their RFC 8785 canonical JSON, in hex.
    ``source`` is the YAML somebody wrote them in, with comments; it says the same terms and is no part of what is signed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    grammar = models.PositiveSmallIntegerField(default=todays_grammar)
    terms = models.JSONField()
    source = models.TextField(null=True)
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
        cls,
        terms: Terms | Mapping[str, Any],
        by: User,
        at: datetime,
        based_on: Version | None = None,
        source: str | None = None,
    ) -> Version:
        """A new draft with the next number. Marketing, sales and holders of a mandate may draft; terms outside the grammar are refused.

        Based on a version that is proposed it is a counter-proposal. ``source`` is the YAML the terms were written in; without one,
        that of ``based_on`` is kept, with what changed.
        """
        refuse_unless_may_draft(by, at)
        checked = _checked(terms)
        with transaction.atomic():
            House.objects.select_for_update().first()  # two drafts at once get two numbers
            latest = cls.objects.aggregate(latest=Max("number"))["latest"]
            version = cls.objects.create(
                id=new_id(at),
                number=(latest or 0) + 1,
                based_on=based_on,
                grammar=checked.grammar,
                terms=checked.plain(),
                source=_written(checked, source or (based_on.source if based_on else None)),
                hash=checked.fingerprint(),
                drafted_by=by,
                drafted_at=at,
            )
            version.record("agreement_drafted", by, at)
        return version

    def revise(self, terms: Terms | Mapping[str, Any], by: User, at: datetime, source: str | None = None) -> None:
        """Write other terms into the draft; evidence made for the former ones is dropped. Refused once it is proposed or discarded.

        ``source`` is the YAML the terms were written in; without one, the draft's own is kept, with what changed.
        """
        refuse_unless_may_draft(by, at)
        checked = _checked(terms)
        with transaction.atomic():
            self.hold({State.DRAFT}, at, _("Only a draft can be revised; draft a new version on this one instead."))
            if self.hash != checked.fingerprint():
                Evidence.objects.filter(version=self).delete()
            self.grammar, self.terms, self.hash = checked.grammar, checked.plain(), checked.fingerprint()
            self.source = _written(checked, source or self.source)
            self.__dict__.pop("parsed", None)
            self.save(update_fields=["grammar", "terms", "source", "hash"])
            self.record("agreement_revised", by, at)

    def attach_evidence(self, document: Mapping[str, Any], by: User, at: datetime) -> Evidence:
        """Let the draft carry a document made for exactly its terms, in place of a former one; both sides sign it with the terms.

        Refused, besides what :meth:`Evidence.of` refuses, once the version is proposed.
        """
        refuse_unless_may_draft(by, at)
        with transaction.atomic():
            self.hold({State.DRAFT}, at, _("Evidence belongs to a draft; this version is proposed already."))
            evidence = Evidence.of(self, document, by, at)
            Evidence.objects.filter(version=self).delete()
            evidence.save(force_insert=True)
            self._forget_passage()
            self.record("agreement_evidence_attached", by, at, kind=document["kind"], hash=evidence.hash)
        return evidence

    def propose(self, by: User, at: datetime, from_at: datetime | None = None, shown: str | None = None) -> None:
        """Freeze the draft and put it before both sides. ``from_at``: the earliest moment it may come into force.

        A counter-proposal takes the place of the proposal it answers. ``shown`` is the hash of what the proposer saw; refused where
        something else is stored by now.
        """
        refuse_unless_may_draft(by, at)
        with transaction.atomic():
            self.hold({State.DRAFT}, at, _("Only a draft can be proposed."))
            self.refuse_unless_shown(shown)
            answered = self._answered(at)
            Proposal.objects.create(version=self, by=by, at=at, from_at=from_at)
            self.record("agreement_proposed", by, at, hash=self.hash_to_sign)
            if answered:
                Withdrawal.objects.create(version=answered, by=by, at=at, answered_by=self)
                answered.record("agreement_answered", by, at, answer=self.number)
                tell_answered(answered, self, by, at)
            else:
                tell_proposed(self, by, at)
        self._forget_passage()

    def discard(self, by: User, at: datetime) -> None:
        """Throw the draft away, for good."""
        self._withdraw({State.DRAFT}, "agreement_discarded", by, at)

    def withdraw(self, by: User, at: datetime) -> None:
        """Take the proposal back before both sides have signed, for good."""
        self._withdraw(OPEN, "agreement_withdrawn", by, at)

    def sign(self, side: Side, by: User, password: str, at: datetime, shown: str | None = None) -> Signature:
        """Sign the stored terms, and the evidence where there is some, for ``side``. The second side's signature seals the version: it
        comes into force then, or at the proposed moment.

        Refused, and nothing written: a wrong password; no mandate for that side on that day; the same person for both sides
        (but in the declared one-person mode, which is marked on the signature); terms or evidence that no longer give the proposed
        hash; a hash other than ``shown``, which the signer saw.
        """
        if not (by.is_active and by.check_password(password)):
            raise Refused(_("The password is not right. Nothing was signed."))
        with transaction.atomic():
            self.hold(OPEN, at, _("Only a proposed version can be signed."))
            self.refuse_unless_shown(shown)
            signature = signing.sign(self, side, by, at)
        self._forget_passage()
        return signature

    @classmethod
    def is_suspended(cls, at: datetime) -> bool:
        """Whether nothing new may be handed over at ``at``. A suspension counts from the moment it is written: work that began before
        and is still under way obeys it too."""
        versions = set(Suspension.objects.written(at).values_list("version_id", flat=True))
        in_force = cls.in_force(at) if versions else None
        return in_force is not None and in_force.pk in versions

    @classmethod
    def suspended(cls, at: datetime) -> list[Suspension]:
        """The suspensions of the version in force that run at ``at``, as everybody is told."""
        running = list(Suspension.objects.running(at).select_related("by", "version").defer("version__terms"))
        in_force = cls.in_force(at) if running else None
        return [suspension for suspension in running if suspension.version == in_force]

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

    def as_yaml(self) -> str:
        """The terms as YAML, as somebody wrote them where they did; those of an earlier grammar as they were signed."""
        if self.terms.get("grammar") != GRAMMAR:
            return self.source or yaml_form.dump(yaml_form.ordered(self.terms, self.parsed.plain()))
        return yaml_form.write(self.parsed, like=self.source)

    @property
    def carried_evidence(self) -> Evidence | None:
        """The evidence it is proposed with, if any."""
        return getattr(self, "evidence", None)

    @property
    def hash_to_sign(self) -> str:
        """What both sides sign: the hash of the terms alone, or of terms and evidence together."""
        evidence = self.carried_evidence
        return evidence.hash_with_terms if evidence else self.hash

    def is_untouched(self) -> bool:
        """Whether the stored terms and evidence still give the stored hashes; both are reckoned again."""
        evidence = self.carried_evidence
        return sha256_hex(self.terms) == self.hash and (evidence is None or evidence.holds_for(self))

    def refuse_unless_shown(self, shown: str | None) -> None:
        """Nobody signs or proposes what they have not seen."""
        if shown is not None and shown != self.hash_to_sign:
            raise Refused(_("The version was changed since you were shown it. Read it again; nothing was done."))

    def hold(self, states: Set[State], at: datetime, otherwise: str) -> None:
        """Hold the row's lock to the end of the transaction; refuse where its state is not among ``states`` any more."""
        stored = Version.objects.select_for_update().get(pk=self.pk)
        if stored.state(at) not in states:
            raise Refused(otherwise)
        self._forget_passage()
        self.grammar, self.terms, self.hash = stored.grammar, stored.terms, stored.hash
        self.source = stored.source
        self.__dict__.pop("parsed", None)

    def record(self, fact: str, by: User, at: datetime, **payload: object) -> None:
        """Write a fact about this version into the ledger."""
        subject = ("agreement_version", self.id)
        record(fact, at=at, actor=by.id, subject=subject, payload={"number": self.number, **payload})

    def _withdraw(self, states: Set[State], fact: str, by: User, at: datetime) -> None:
        refuse_unless_may_draft(by, at)
        with transaction.atomic():
            self.hold(states, at, _("This version can no longer be taken back."))
            Withdrawal.objects.create(version=self, by=by, at=at)
            self.record(fact, by, at)
        self._forget_passage()

    def _answered(self, at: datetime) -> Version | None:
        """The open proposal to which this is the counter-proposal, under its lock. Locks are taken before anything is recorded."""
        if self.based_on_id is None:
            return None
        answered = Version.objects.select_for_update().get(pk=self.based_on_id)
        return answered if answered.state(at) in OPEN else None

    def _forget_passage(self) -> None:
        """What was read of the rows around the version may have changed."""
        for name in ("proposal", "withdrawal", "commencement", "evidence"):
            self._state.fields_cache.pop(name, None)
        getattr(self, "_prefetched_objects_cache", {}).clear()


def _checked(terms: Terms | Mapping[str, Any]) -> Terms:
    if isinstance(terms, Terms):
        return terms
    try:
        return terms_of(terms)
    except ValidationError as error:
        is_german = (get_language() or "").startswith("de")
        raise Refused(Unreadable(problems_of(error)).sentence("de" if is_german else "en")) from None


def _written(terms: Terms, source: str | None) -> str | None:
    """The author's text, saying these terms; nothing where nobody wrote one."""
    return yaml_form.write(terms, like=source) if source else None
