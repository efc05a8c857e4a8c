"""Passes and their touches, read from the records."""

from __future__ import annotations

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest

from handschlag.capture.models import Touch
from handschlag.learning.core.journeys import BEGINNING, END
from handschlag.market.models import Campaign, Channel, Material
from handschlag.people.models import Identifier, Lead, LeadClosure


def passes(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """``leads`` with the bounds of their pass, ``begins_after`` and ``ends_at``, as ``core.journeys.PASSES`` means them.

    A pass ends with its closure, but never before it opened: an imported deal may have been won before its first contact,
    and the touch of that contact still belongs to it.
    """
    earlier_ends = (
        LeadClosure.objects.filter(lead__contact=OuterRef("contact"), lead__opened_at__lt=OuterRef("opened_at"))
        .annotate(ends_at=Greatest("happened_at", "lead__opened_at"))
        .order_by("-ends_at")
    )
    own_end = Case(When(closure__isnull=False, then=Greatest("closure__happened_at", "opened_at")), default=Value(END))
    return leads.annotate(
        begins_after=Coalesce(Subquery(earlier_ends.values("ends_at")[:1]), Value(BEGINNING)), ends_at=own_end
    )


def first_channels(leads: QuerySet[Lead]) -> list[tuple[str, str]]:
    """Each lead's id and the channel of the first touch of its pass; "" where there is none or it named none.

    The same first touch as credit's, found by the index over who and when without reading any later touch.
    """
    keys = Identifier.objects.filter(contact=OuterRef(OuterRef("contact"))).values("key")
    touches_of_pass = Touch.objects.filter(
        who__in=keys, happened_at__gt=OuterRef("begins_after"), happened_at__lte=OuterRef("ends_at")
    ).order_by("happened_at", "id")
    channel = Coalesce(Subquery(touches_of_pass.values("channel")[:1]), Value(""))
    return list(passes(leads).order_by().values_list(as_text("id"), channel))


def channel_names() -> dict[str, str]:
    """The names of the channels that marketing named, by the key under which touches know them."""
    return dict(Channel.objects.values_list("key", "name"))


def names_of(what: str) -> dict[str, str]:
    """The names of channels, campaigns or materials (the newest version), by the key under which touches know them."""
    nouns: dict[str, type[Channel | Campaign | Material]] = {
        "channel": Channel,
        "campaign": Campaign,
        "material": Material,
    }
    named = nouns[what].objects.order_by("version") if what == "material" else nouns[what].objects.order_by("key")
    return dict(named.values_list("key", "name"))


def as_text(field: str) -> Cast:
    """An id as text, in the database's own writing: good for joining within one reading, and ten times as fast as UUIDs."""
    return Cast(F(field), CharField())
