"""Conversations and deals as files."""

from __future__ import annotations

from django.core.paginator import Page
from django.utils.translation import gettext as _

from handschlag.conversation.models import Conversation, Deal, Topic
from handschlag.kernel.money import Money
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of


def conversations_sheet(page: Page[Conversation]) -> Sheet:
    """One row per conversation of the list this page is part of."""
    headings = [
        _("Id"),
        _("Happened at"),
        _("Contact"),
        _("Company"),
        _("Logged by"),
        _("Means of contact"),
        _("Outcome"),
        _("Topics"),
        _("Competitors"),
        _("The customer's own words"),
        _("Next step"),
        _("Next step on"),
    ]
    rows = rows_of(page)
    cells = (
        [
            str(one.id),
            one.happened_at,
            str(one.lead.contact),
            str(one.lead.contact.company or ""),
            str(one.by),
            one.get_means_display(),
            one.get_outcome_display(),
            ", ".join(str(mention.topic) for mention in one.mentions.all()),
            ", ".join(str(mention.brand) for mention in one.competitors.all()),
            one.own_words,
            one.next_step,
            one.next_step_on,
        ]
        for one in rows
    )
    return Sheet("conversations", headings, cells)


def deals_sheet(page: Page[Deal]) -> Sheet:
    """One row per deal; values in the currency's own unit."""
    headings = [
        _("Id"),
        _("Opened at"),
        _("Name"),
        _("Contact"),
        _("Company"),
        _("Owner"),
        _("Value"),
        _("Currency"),
        _("State"),
        _("Closed at"),
        _("Reason"),
    ]
    rows = rows_of(page)
    return Sheet("deals", headings, map(_deal, rows))


def _deal(deal: Deal) -> list[Cell]:
    closing = getattr(deal, "closing", None)
    return [
        str(deal.id),
        deal.happened_at,
        deal.name,
        str(deal.lead.contact),
        str(deal.lead.contact.company or ""),
        str(deal.owner or ""),
        None if deal.value_minor is None else Money(deal.value_minor, deal.currency).amount,
        deal.currency,
        str(closing.get_outcome_display() if closing else ""),
        closing.happened_at if closing else None,
        closing.reason if closing else "",
    ]


def topics_sheet() -> Sheet:
    """One row per topic that is offered."""
    headings = [_("Id"), _("Kind"), _("Key"), _("German name"), _("English name")]
    topics = Topic.objects.filter(archived_at=None)
    rows = ([str(one.id), one.get_kind_display(), one.key, one.name_de, one.name_en] for one in topics)
    return Sheet("topics", headings, rows)
