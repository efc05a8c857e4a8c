"""The contract of a version as it is shown and printed: its text, its signatures, what was signed with it, what stopped it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.cautions import cautions
from handschlag.agreement.core.comparison import differences
from handschlag.agreement.core.sentences import contract
from handschlag.agreement.core.text import Language, Section
from handschlag.agreement.models import Evidence, ProofKey, Signature, Version
from handschlag.agreement.readings.shown import Shown
from handschlag.agreement.readings.suspensions import ShownSuspension, history
from handschlag.organisation.models import House, Side

FOR = {Side.MARKETING: _("For marketing"), Side.SALES: _("For sales")}


@dataclass(frozen=True)
class SignatureLine:
    """One of the two lines at the foot of the contract."""

    side: str
    label: str
    signature: Signature | None


@dataclass(frozen=True)
class ShownEvidence:
    """What is signed with the terms: what it is, as it says itself, and its hash."""

    kind: str
    made_at: datetime
    hash: str


@dataclass(frozen=True)
class Document:
    """The contract as it is shown and printed. ``key`` is the house's public key once both sides have signed, else ""."""

    shown: Shown
    house: str
    language: Language
    sections: Sequence[Section]
    lines: Sequence[SignatureLine]
    evidence: ShownEvidence | None
    suspensions: Sequence[ShownSuspension]
    key: str

    @property
    def version(self) -> Version:
        return self.shown.version

    @property
    def hash(self) -> str:
        """What both sides sign, or signed."""
        return self.version.hash_to_sign

    @property
    def is_of_one_person(self) -> bool:
        return any(line.signature and line.signature.in_one_person_mode for line in self.lines)


def document(version: Version, language: Language, at: datetime) -> Document:
    """The contract of a version in one language, with its signature block."""
    signed = {signature.side: signature for signature in version.signatures.all()}
    is_sealed = hasattr(version, "commencement")
    return Document(
        shown=Shown(version, version.state(at)),
        house=str(House.the() or ""),
        language=language,
        sections=contract(version.parsed, language),
        lines=[SignatureLine(side.value, str(FOR[side]), signed.get(side)) for side in Side],
        evidence=_evidence(version.carried_evidence),
        suspensions=history(version, at) if is_sealed else [],
        key=ProofKey.public_now() if is_sealed else "",
    )


def _evidence(evidence: Evidence | None) -> ShownEvidence | None:
    if evidence is None:
        return None
    document = evidence.document
    return ShownEvidence(str(document["kind"]), datetime.fromisoformat(document["made_at"]), evidence.hash)


def compared(version: Version, other: Version | None, language: Language) -> list[str] | None:
    """What ``version`` says otherwise than ``other``; nothing where there is none, or both are one."""
    return None if other is None or other == version else differences(other.parsed, version.parsed, language)


def warnings(version: Version, language: Language) -> list[str]:
    """What both should know before they sign."""
    return cautions(version.parsed, language)
