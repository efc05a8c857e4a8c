"""What the agreement sends by mail to those who may sign: what happened, and a link; no terms, and nobody's words.

What waits for a signature or was commented on goes at once to who wants it at once, and to the others in the morning. What both sides
must know, a signed version with its proof and a suspension, goes to everybody at once, whatever they chose.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handschlag.agreement.models.mandated import holders, side_of
from handschlag.organisation.models import Side, User, those_told_at_once
from handschlag.post.models import send_mail_later

if TYPE_CHECKING:
    from handschlag.agreement.models.comment import Comment
    from handschlag.agreement.models.suspension import Suspension
    from handschlag.agreement.models.version import Version

BOTH = tuple(Side)


def tell_proposed(version: Version, by: User, at: datetime) -> None:
    """Both sides can sign now: to everybody else who may."""
    for holder in those_told_at_once("to_sign", _others(BOTH, by, at)):
        with translation.override(holder.language):
            subject = _("Version {number} of the agreement is proposed").format(number=version.number)
            body = _("{name} proposed it. Read it, comment on it, or sign it:\n\n{link}\n")
            _send("proposed", version.id, holder, subject, body.format(name=by.name, link=_link(version)), at)


def tell_commented(comment: Comment, by: User, at: datetime) -> None:
    """Somebody commented or answered: to the other side."""
    version = comment.version
    for holder in those_told_at_once("comment", _others(_other_sides(by, at), by, at)):
        with translation.override(holder.language):
            subject = _("Version {number} of the agreement: a comment").format(number=version.number)
            body = _("{name} commented on it:\n\n{link}\n").format(name=by.name, link=_link(version))
            _send("commented", comment.id, holder, subject, body, at)


def tell_signed(version: Version, side: Side, by: User, at: datetime) -> None:
    """One side has signed: to the other, whose signature is missing."""
    for holder in those_told_at_once("to_sign", _others([one for one in Side if one != side], by, at)):
        with translation.override(holder.language):
            subject = _("Version {number} of the agreement waits for your signature").format(number=version.number)
            body = _("{name} signed it for {side}. With your side's signature it is settled:\n\n{link}\n")
            said = body.format(name=by.name, side=Side(side).label, link=_link(version))
            _send("signed", version.id, holder, subject, said, at)


def tell_sealed(version: Version, hash_: str, public: str, from_at: datetime, at: datetime) -> None:
    """Both have signed: to both sides, with the hash and the key of the house, to be kept outside of it."""
    for holder in holders(BOTH, at):
        with translation.override(holder.language):
            when = date_format(timezone.localtime(from_at), "DATETIME_FORMAT")
            subject = _("Version {number} of the agreement is signed by both sides").format(number=version.number)
            body = _(
                "It is in force from {when}.\n\n{link}\n\nKeep this mail: with the two lines below a proof of this version can be "
                "checked anywhere.\n\nWhat was signed (SHA-256): {hash}\nThe house's key (Ed25519): {public}\n"
            )
            said = body.format(when=when, link=_link(version), hash=hash_, public=public)
            _send("sealed", version.id, holder, subject, said, at)


def tell_answered(version: Version, by_version: Version, by: User, at: datetime) -> None:
    """A counter-proposal takes the place of a proposal: to everybody else who may sign."""
    for holder in those_told_at_once("to_sign", _others(BOTH, by, at)):
        with translation.override(holder.language):
            numbers = {"number": version.number, "answer": by_version.number}
            subject = _("Version {number} of the agreement is answered by version {answer}").format(**numbers)
            body = _("{name} made a counter-proposal. Read what it says otherwise:\n\n{link}\n")
            _send("answered", version.id, holder, subject, body.format(name=by.name, link=_link(by_version)), at)


def tell_suspended(suspension: Suspension, by: User, at: datetime) -> None:
    """Nothing new is handed over: to everybody else who may sign."""
    for holder in _others(BOTH, by, at):
        with translation.override(holder.language):
            names = {"name": by.name, "side": Side(suspension.side).label, "link": _link(suspension.version)}
            subject = _("The agreement is suspended")
            body = _(
                "{name} suspended it for {side}, to the end of {day} at the latest. Leads are judged and wait; nobody is handed "
                "over until then.\n\n{link}\n"
            )
            day = date_format(suspension.last_day, "DATE_FORMAT")
            _send("suspended", suspension.id, holder, subject, body.format(**names, day=day), at)


def tell_lifted(suspension: Suspension, by: User, at: datetime) -> None:
    """Leads are handed over again: to everybody else who may sign."""
    for holder in _others(BOTH, by, at):
        with translation.override(holder.language):
            names = {"name": by.name, "side": Side(suspension.side).label, "link": _link(suspension.version)}
            subject = _("The agreement is no longer suspended")
            body = _("{name} lifted the suspension by {side}. Leads that waited are handed over now.\n\n{link}\n")
            _send("lifted", suspension.id, holder, subject, body.format(**names), at)


def _other_sides(user: User, at: datetime) -> Collection[Side]:
    """The side across the table; both, where somebody speaks for neither or for both."""
    own = side_of(user, at)
    return [side for side in Side if side != own]


def _others(sides: Collection[Side], by: User, at: datetime) -> list[User]:
    return [holder for holder in holders(sides, at) if holder.id != by.id]


def _send(event: str, subject_id: UUID, to: User, subject: str, body: str, at: datetime) -> None:
    send_mail_later(key=f"agreement/{event}/{subject_id}/{to.id}", to=to.email, subject=subject, body=body, at=at)


def _link(version: Version) -> str:
    return settings.PUBLIC_URL + reverse("agreement:version", args=[version.number])
