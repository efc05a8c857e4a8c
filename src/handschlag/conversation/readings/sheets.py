"""Conversations and deals as files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handschlag.conversation.models import Conversation, Deal, DealStage, LossReason, MaterialShown, Product, Topic
from handschlag.conversation.readings.guide import known_when
from handschlag.conversation.readings.topics import topics_by_kind
from handschlag.kernel.money import Money
from handschlag.kernel.sheets import Cell, Sheet
from handschlag.ledger.exporting import rows_of
from handschlag.market.models import GuideQuestion


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
        _("Claims confirmed"),
        _("Claims contradicted"),
        _("Materials"),
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
            "; ".join(str(judged.claim) for judged in one.claims.all() if judged.is_confirmed),
            "; ".join(str(judged.claim) for judged in one.claims.all() if not judged.is_confirmed),
            "; ".join(_seen(shown) for shown in one.materials.all()),
            one.own_words,
            one.next_step,
            one.next_step_on,
        ]
        for one in rows
    )
    return Sheet("conversations", headings, cells)


def _seen(shown: MaterialShown) -> str:
    """The material with the way it was seen and how it was taken."""
    said = [shown.get_way_display(), *([shown.get_taken_display()] if shown.taken else [])]
    return f"{shown.material} ({', '.join(map(str, said))})"


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
        pgettext("deal", "Stage"),
        _("Expected close"),
        _("Products"),
        _("State"),
        _("Closed at"),
        _("Reason"),
        _("In their own words"),
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
        str(deal.stage or ""),
        deal.expected_on,
        ", ".join(str(line.product) for line in deal.lines.all()),
        str(closing.get_outcome_display() if closing else ""),
        closing.happened_at if closing else None,
        str(closing.loss_reason or "") if closing else "",
        closing.reason if closing else "",
    ]


def topics_sheet(now: datetime) -> Sheet:
    """One row per topic that is offered, with how often it was heard and what went into it."""
    headings = [
        _("Id"),
        _("Kind"),
        _("Key"),
        _("German name"),
        _("English name"),
        _("Heard in conversations"),
        _("Merged here"),
        _("Suggested in 90 days"),
        _("Of these taken"),
    ]
    went: dict[object, list[str]] = {}
    for merged in Topic.objects.exclude(merged_into=None):
        went.setdefault(merged.merged_into_id, []).append(merged.key)
    rows: Iterable[list[Cell]] = (
        [
            str(word.topic.id),
            str(kind.label),
            word.topic.key,
            word.topic.name_de,
            word.topic.name_en,
            word.heard,
            ", ".join(went.get(word.topic.id, [])),
            word.suggested,
            word.taken,
        ]
        for kind, words in topics_by_kind(now)
        for word in words
    )
    return Sheet("topics", headings, rows)


def deal_words_sheet() -> Sheet:
    """One row per stage, reason and product on offer, each list in its order."""
    headings = [_("Id"), _("Kind"), _("Key"), _("German name"), _("English name"), _("Chance in percent")]
    lists = ((pgettext("deal", "Stage"), DealStage), (_("Reason"), LossReason), (_("Product"), Product))
    rows = (
        [str(word.id), kind, word.key, word.name_de, word.name_en, getattr(word, "chance_percent", None)]
        for kind, model in lists
        for word in model.objects.active()
    )
    return Sheet("deal-words", headings, rows)


def guides_sheet() -> Sheet:
    """One row per question of every guide in use."""
    headings = [
        _("Guide"),
        _("Step"),
        _("Question (German)"),
        _("Question (English)"),
        _("Suits whom"),
        _("Known as soon as"),
    ]
    asked = GuideQuestion.objects.active().filter(guide__archived_at=None).select_related("guide")
    rows: Iterable[list[Cell]] = (
        [str(one.guide), one.step, one.de, one.en, ", ".join(one.suits), str(known_when(one.known_by))]
        for one in asked.order_by("guide__position", "guide__key", "position", "id")
    )
    return Sheet("question-guides", headings, rows)
