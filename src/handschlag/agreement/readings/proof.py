"""A version's proof, gathered from the tables and signed with the house's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from handschlag.agreement.core.proof import FORMAT, file_of
from handschlag.agreement.models import ProofKey, Signature, Suspension, Version
from handschlag.agreement.readings.succession import succeeded_by
from handschlag.kernel.canonical import plain
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import Entry, head
from handschlag.ledger.models.entry import COLUMNS
from handschlag.organisation.models import House, OnePersonMode, User

Piece = dict[str, Any]
OF_SIGNERS = ("mandate_given", "mandate_ended")
OF_THE_FOUNDER = ("one_person_mode_declared", "one_person_mode_ended")


def proof(version: Version, at: datetime, *, whole_chain: bool = False) -> bytes:
    """The proof of a version that both sides have signed, as a file. Refused before that.

    With ``whole_chain`` every entry of the ledger from the first to the last of this version's goes along, those of other matters too,
    so that their chain can be checked without a gap.
    """
    if not hasattr(version, "commencement"):
        raise Refused(_("There is nothing to prove yet: both sides have to sign first."))
    key = ProofKey.current(at)
    content = cast(Piece, plain(_content(version, key, at, whole_chain=whole_chain)))
    return file_of(content, key.sign(content))


def _content(version: Version, key: ProofKey, at: datetime, *, whole_chain: bool) -> Piece:
    end = head()  # before the entries: what is recorded meanwhile belongs to the next proof
    signatures = list(version.signatures.select_related("by", "mandate__given_by"))
    house = House.the()
    return {
        "format": FORMAT,
        "made_at": at,
        "house": {
            "name": str(house or ""),
            "founded_at": house.founded_at if house else version.drafted_at,
            "time_zone": timezone.get_default_timezone_name(),
        },
        "key": key.public,
        "keys": list(ProofKey.objects.values("public", "from_at", "until_at", "vouched")),
        "id": version.id,
        "number": version.number,
        "grammar": version.grammar,
        "drafted_by": _somebody(version.drafted_by),
        "drafted_at": version.drafted_at,
        "based_on": version.based_on and version.based_on.number,
        "terms": version.terms,
        "terms_hash": version.hash,
        "evidence": _evidence(version),
        "hash": version.hash_to_sign,
        "proposal": _proposal(version),
        "signatures": [_signature(signature) for signature in signatures],
        "one_person_mode": _one_person_mode(),
        "commencement": _commencement(version, at),
        "suspensions": [_suspension(one) for one in version.suspensions.select_related("by", "lifting__by")],
        "ledger": {
            "entries": _entries(version, signatures, end.seq, whole_chain=whole_chain),
            "head": {"seq": end.seq, "hash": end.hash},
        },
    }


def _somebody(user: User) -> Piece:
    return {"id": user.id, "name": user.name}


def _evidence(version: Version) -> Piece | None:
    evidence = version.carried_evidence
    if evidence is None:
        return None
    return {
        "document": evidence.document,
        "hash": evidence.hash,
        "attached_at": evidence.at,
        "attached_by": _somebody(evidence.by),
    }


def _proposal(version: Version) -> Piece:
    proposal = version.proposal
    answered = version.answered.select_related("version").first()
    return {
        "by": _somebody(proposal.by),
        "at": proposal.at,
        "from_at": proposal.from_at,
        "answers": answered and answered.version.number,
    }


def _signature(signature: Signature) -> Piece:
    mandate = signature.mandate
    if mandate is None:
        raise Refused(_("No mandate is known for a signature of this version: it cannot be proved."))
    return {
        "side": signature.side,
        "by": _somebody(signature.by),
        "at": signature.at,
        "hash": signature.hash,
        "in_one_person_mode": signature.in_one_person_mode,
        "mandate": {
            "id": mandate.id,
            "from_on": mandate.from_on,
            "until_on": mandate.until_on,
            "given_at": mandate.given_at,
            "given_by": mandate.given_by and _somebody(mandate.given_by),
            "ended_at": mandate.ended_at,
        },
    }


def _one_person_mode() -> Piece | None:
    mode = OnePersonMode.objects.select_related("declared_by").first()
    if mode is None:
        return None
    return {
        "declared_by": _somebody(mode.declared_by),
        "declared_at": mode.declared_at,
        "ended_at": mode.ended_at,
    }


def _commencement(version: Version, at: datetime) -> Piece:
    successor = succeeded_by(version)
    has_come = successor is not None and successor.from_at <= at
    return {
        "from_at": version.commencement.from_at,
        "superseded_at": successor.from_at if successor and has_come else None,
        "superseded_by": successor.version.number if successor and has_come else None,
    }


def _suspension(suspension: Suspension) -> Piece:
    lifting = getattr(suspension, "lifting", None)
    return {
        "id": suspension.id,
        "side": suspension.side,
        "by": _somebody(suspension.by),
        "at": suspension.at,
        "reason": suspension.reason,
        "last_day": suspension.last_day,
        "until_at": suspension.until_at,
        "lifted_at": lifting and lifting.at,
        "lifted_by": lifting and _somebody(lifting.by),
    }


def _entries(version: Version, signatures: Sequence[Signature], upto: int, *, whole_chain: bool) -> list[Piece]:
    """What the ledger says about the version, the mandates it was signed with, and one-person mode."""
    people = [str(signature.by_id) for signature in signatures]
    about = Q(subject_kind="agreement_version", subject_id=str(version.id))
    powers = Q(subject_kind="user", subject_id__in=people, fact__in=OF_SIGNERS)
    mode = Q(subject_kind="user", fact__in=OF_THE_FOUNDER)
    entries = Entry.objects.filter(about | powers | mode, seq__lte=upto).order_by("seq")
    if whole_chain and (numbers := list(entries.values_list("seq", flat=True))):
        entries = Entry.objects.filter(seq__range=(numbers[0], numbers[-1])).order_by("seq")
    return list(entries.values(*COLUMNS))
