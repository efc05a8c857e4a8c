"""The signature itself, in the transaction and under the lock of the verb that asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from handschlag.agreement.models.mandated import local_day
from handschlag.agreement.models.messages import tell_sealed, tell_signed
from handschlag.agreement.models.passage import Commencement, Signature
from handschlag.agreement.models.proof_key import ProofKey
from handschlag.kernel.canonical import moment_text
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Mandate, OnePersonMode, Side, User

if TYPE_CHECKING:
    from handschlag.agreement.models.version import Version


def sign(version: Version, side: Side, by: User, at: datetime) -> Signature:
    """One side's signature under the version as it is stored; with the second one it is sealed."""
    signatures = list(version.signatures.all())
    is_alone = OnePersonMode.still_covers(by, at)
    mandate = _mandate(side, by, at)
    _refuse(version, side, by, signatures, is_alone=is_alone)
    key = ProofKey.current(at) if signatures else None
    signature = Signature.objects.create(
        id=new_id(at),
        version=version,
        side=side,
        by=by,
        mandate=mandate,
        at=at,
        hash=version.hash_to_sign,
        in_one_person_mode=is_alone,
    )
    fact = f"agreement_signed_for_{Side(side).value}" + ("_alone" if is_alone else "")
    version.record(fact, by, at, hash=signature.hash, mandate=str(mandate.id))
    if key:
        _seal(version, [*signatures, signature], key, by, at)
    else:
        tell_signed(version, side, by, at)
    return signature


def _mandate(side: Side, by: User, at: datetime) -> Mandate:
    """The mandate it is signed with; nobody ends it before the signature is written."""
    valid = Mandate.objects.select_for_update().valid_on(local_day(at))
    mandate = valid.filter(holder=by, side=side).order_by("from_on", "id").first()
    if mandate is None:
        raise Refused(_("You hold no mandate to sign for this side today."))
    return mandate


def _refuse(version: Version, side: Side, by: User, signatures: list[Signature], *, is_alone: bool) -> None:
    if any(signature.side == side for signature in signatures):
        raise Refused(_("This side has signed already."))
    if not is_alone and any(signature.by_id == by.id for signature in signatures):
        raise Refused(_("Nobody signs for both sides: the other side needs its own signature."))
    if not version.is_untouched() or any(signature.hash != version.hash_to_sign for signature in signatures):
        raise Refused(_("The stored terms are not the proposed ones any more. Nothing was signed."))


def _seal(version: Version, signatures: list[Signature], key: ProofKey, by: User, at: datetime) -> None:
    """Both have signed. A version never comes into force before one that was sealed earlier: whoever signs last supersedes."""
    latest = Commencement.objects.aggregate(latest=Max("from_at"))["latest"]
    moments = [version.proposal.from_at, latest, *(signature.at for signature in signatures)]
    from_at = max(moment for moment in moments if moment)
    Commencement.objects.create(version=version, from_at=from_at)
    hash_ = version.hash_to_sign
    version.record("agreement_sealed", by, at, from_at=moment_text(from_at), hash=hash_)
    tell_sealed(version, hash_, key.public, from_at, at)
