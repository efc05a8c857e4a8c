"""What those who may sign are told of the agreement, and what of it is open now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handschlag.agreement.models import Comment, Version
from handschlag.agreement.models.mandated import sides_held
from handschlag.organisation.core.notifying import ANY, MUST_HEAR, Kind, Line, Section, Way, register_kinds


def _may_sign(user: Any, at: datetime) -> bool:
    return bool(sides_held(user, at))


def _proposed() -> Any:
    """Put before both sides, and neither settled nor taken back."""
    return Version.objects.filter(proposal__isnull=False, commencement=None, withdrawal=None).order_by("number")


def _to_sign(user: Any, _since: datetime, now: datetime) -> Section | None:
    sides = sides_held(user, now)
    waiting = [
        version
        for version in _proposed().prefetch_related("signatures")
        if {signature.side for signature in version.signatures.all()}.isdisjoint(sides)
    ]
    if not waiting:
        return None
    sentence = ngettext(
        "A version of the agreement waits for your signature.",
        "{count} versions of the agreement wait for your signature.",
        len(waiting),
    )
    return Section(sentence.format(count=len(waiting)), [_line(version) for version in waiting])


def _commented(user: Any, since: datetime, _now: datetime) -> Section | None:
    said = Comment.objects.filter(version__in=_proposed(), at__gt=since, resolution=None).exclude(by=user)
    versions = list(Version.objects.filter(id__in=said.values("version")).order_by("number"))
    count = said.count()
    if not versions:
        return None
    sentence = ngettext("A new comment on the agreement.", "{count} new comments on the agreement.", count)
    return Section(sentence.format(count=count), [_line(version) for version in versions])


def _line(version: Version) -> Line:
    address = settings.PUBLIC_URL + reverse("agreement:version", args=[version.number])
    return Line(_("Version {number}").format(number=version.number), address)


register_kinds(
    Kind(
        "to_sign",
        gettext_lazy("A version of the agreement to sign"),
        gettext_lazy("Proposals and counter-proposals, and that the other side has signed."),
        Way.AT_ONCE,
        MUST_HEAR,
        _may_sign,
        _to_sign,
    ),
    Kind(
        "comment",
        gettext_lazy("A comment on the agreement"),
        gettext_lazy("The other side commented on a proposal, or answered."),
        Way.AT_ONCE,
        ANY,
        _may_sign,
        _commented,
    ),
)
