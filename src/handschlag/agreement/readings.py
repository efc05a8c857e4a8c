"""Versions as pages and programs read them: the document with its signatures, the list, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.cautions import cautions
from handschlag.agreement.core.comparison import differences
from handschlag.agreement.core.sentences import contract
from handschlag.agreement.core.text import Language, Section
from handschlag.agreement.models import Signature, State, Version, local_day, may_draft
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.organisation.models import House, Mandate, Side, User

ON_A_PAGE = 25

LOOKS = {
    State.DRAFT: "",
    State.PROPOSED: "caution",
    State.SIGNED_BY_ONE: "caution",
    State.SEALED: "accent",
    State.IN_FORCE: "positive",
    State.SUPERSEDED: "",
    State.WITHDRAWN: "",
}
FOR = {Side.MARKETING: _("For marketing"), Side.SALES: _("For sales")}


@dataclass(frozen=True)
class Shown:
    """A version with its state at the moment of the page."""

    version: Version
    state: State

    @property
    def look(self) -> str:
        return LOOKS[self.state]

    @property
    def label(self) -> str:
        return str(self.state.label)


@dataclass(frozen=True)
class SignatureLine:
    """One of the two lines at the foot of the contract."""

    side: str
    label: str
    signature: Signature | None


@dataclass(frozen=True)
class Document:
    """The contract as it is shown and printed."""

    shown: Shown
    house: str
    language: Language
    sections: Sequence[Section]
    lines: Sequence[SignatureLine]

    @property
    def version(self) -> Version:
        return self.shown.version

    @property
    def is_of_one_person(self) -> bool:
        return any(line.signature and line.signature.in_one_person_mode for line in self.lines)


@dataclass(frozen=True)
class Doings:
    """What somebody may do with a version now."""

    revise: bool
    propose: bool
    discard: bool
    withdraw: bool
    sign: Sequence[Side]


def document(version: Version, language: Language, at: datetime) -> Document:
    """The contract of a version in one language, with its signature block."""
    signed = {signature.side: signature for signature in version.signatures.all()}
    return Document(
        shown=Shown(version, version.state(at)),
        house=str(House.the() or ""),
        language=language,
        sections=contract(version.parsed, language),
        lines=[SignatureLine(side.value, str(FOR[side]), signed.get(side)) for side in Side],
    )


def listing(at: datetime, page: int | str = 1) -> Page[Version]:
    """All versions, newest first, each with its state at ``at`` as ``shown``."""
    in_force = Version.in_force(at)
    found = Paginator(Version.objects.with_passage(), ON_A_PAGE).get_page(page)
    for version in found:
        version.shown = Shown(version, version.state(at, in_force))  # type: ignore[attr-defined]
    return found


def versions_sheet(page: Page[Version], at: datetime) -> Sheet:
    """One row per version, with its state at ``at`` and the hash both sides sign; the terms themselves are its YAML file."""
    headings = [
        gettext("Version"),
        gettext("Title"),
        gettext("State"),
        gettext("Drafted at"),
        gettext("Drafted by"),
        *(str(FOR[side]) for side in Side),
        gettext("In force from"),
        gettext("Fingerprint"),
    ]
    in_force = Version.in_force(at)
    return Sheet("agreement-versions", headings, (_version(one, at, in_force) for one in rows_of(page)))


def _version(version: Version, at: datetime, in_force: Version | None) -> list[Cell]:
    signed = {signature.side: str(signature.by) for signature in version.signatures.all()}
    commencement = getattr(version, "commencement", None)
    return [
        version.number,
        version.parsed.title,
        str(version.state(at, in_force).label),
        version.drafted_at,
        str(version.drafted_by),
        *(signed.get(side.value, "") for side in Side),
        commencement.from_at if commencement else None,
        version.hash,
    ]


def waiting(at: datetime) -> list[Shown]:
    """Versions that wait for signatures, newest first."""
    versions = Version.objects.with_passage().filter(proposal__isnull=False, commencement=None, withdrawal=None)[:5]
    return [Shown(version, version.state(at)) for version in versions]


def compared(version: Version, other: Version | None, language: Language) -> list[str] | None:
    """What ``version`` says otherwise than ``other``; nothing where there is none, or both are one."""
    return None if other is None or other == version else differences(other.parsed, version.parsed, language)


def warnings(version: Version, language: Language) -> list[str]:
    """What both should know before they sign."""
    return cautions(version.parsed, language)


def doings(version: Version, user: User, at: datetime) -> Doings:
    """What ``user`` may do with the version at ``at``; the verbs check it again."""
    state, drafts = version.state(at), may_draft(user, at)
    is_open = state in {State.PROPOSED, State.SIGNED_BY_ONE}
    signed = {signature.side for signature in version.signatures.all()}
    held = (
        set(Mandate.objects.valid_on(local_day(at)).filter(holder=user).values_list("side", flat=True))
        if is_open
        else set()
    )
    return Doings(
        revise=drafts and state is State.DRAFT,
        propose=drafts and state is State.DRAFT,
        discard=drafts and state is State.DRAFT,
        withdraw=drafts and is_open,
        sign=[side for side in Side if side in held and side not in signed],
    )
