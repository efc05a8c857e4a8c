"""``{% load display %}``: numbers, moments and small pictures as people read them, in the language and zone of the viewer."""

from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from handschlag.website.icons import ICONS

register = template.Library()

NOTHING = "–"
SOON = timedelta(hours=2)
"""A deadline this near is shown as soon due."""


def language() -> str:
    """The viewer's language as Babel names it; English as Europeans write it (day before month, 24 hours)."""
    return "de" if (get_language() or "en").startswith("de") else "en_GB"


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """``12500`` → "12,500" or "12.500"; nothing → a dash."""
    return NOTHING if value is None else format_decimal(round(value, decimals), locale=language())


@register.filter
def percent(value: float | None, decimals: int = 1) -> str:
    """A share between 0 and 1: ``0.105`` → "10.5%" or "10,5 %"."""
    if value is None:
        return NOTHING
    return format_percent(
        value, format="#,##0." + "0" * decimals + ("\u00a0%" if language() == "de" else "%"), locale=language()
    )


@register.filter
def money(value: Any, currency: str = "EUR") -> str:
    """A ``Money``, or a number of the smallest unit with its currency. Cents show only where there are any."""
    if value is None or value == "":
        return NOTHING
    minor, currency = (value.minor, value.currency) if hasattr(value, "minor") else (int(value), currency or "EUR")
    whole, cents = divmod(minor, 10 ** get_currency_precision(currency))
    amount = whole + cents / 10 ** get_currency_precision(currency)
    pattern = None if cents else ("#,##0\u00a0¤" if language() == "de" else "¤#,##0")
    return format_currency(amount, currency, format=pattern, locale=language(), currency_digits=bool(cents))


@register.filter(expects_localtime=True)
def moment(value: datetime | None) -> str | SafeString:
    """A ``<time>`` with day and hour in the viewer's zone; the machine-readable moment goes along."""
    if value is None:
        return NOTHING
    shown = f"{format_date(value, 'medium', locale=language())}, {value:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="minutes"), shown)


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> str | SafeString:
    """A ``<time>`` with the day alone; of a moment, its day in the viewer's zone."""
    if value is None:
        return NOTHING
    day_on = value.date() if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}">{}</time>', day_on.isoformat(), format_date(day_on, "medium", locale=language())
    )


@register.filter
def ago(value: datetime | None, now: datetime) -> str | SafeString:
    """How far ``value`` lies before or after ``now``: "3 hours ago", "in 2 days"."""
    if value is None:
        return NOTHING
    words = format_timedelta(value - now, add_direction=True, locale=language())
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="minutes"), words)


@register.filter
def duration_hours(value: float | timedelta | None) -> str:
    """Working time: hours as a number or a timedelta → "1 h 30 min"."""
    if value is None:
        return NOTHING
    seconds = value.total_seconds() if isinstance(value, timedelta) else value * 3600
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return gettext("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return gettext("%(hours)s h") % {"hours": number(hours)}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": minutes}


@register.filter
def points(value: float | None) -> str:
    """``1`` → "1 point", ``-5`` → "−5 points"."""
    if value is None:
        return NOTHING
    shown = number(value, 0 if value == int(value) else 1).replace("-", "−")
    return ngettext("%(points)s point", "%(points)s points", abs(round(value))) % {"points": shown}


@register.filter
def deadline_state(due_at: datetime | None, now: datetime) -> str:
    """``overdue`` from the due moment on, ``soon`` two hours before, ``open`` earlier."""
    if due_at is None:
        return "open"
    return "overdue" if due_at <= now else "soon" if due_at - now <= SOON else "open"


@register.filter
def deadline_met(met_at: datetime | None, due_at: datetime | None) -> str:
    """``kept`` where it was done before it was due, else ``late``."""
    return "kept" if met_at and (due_at is None or met_at <= due_at) else "late"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of our icons; decoration unless ``label`` says what it means."""
    speech = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.6"'
        ' stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        speech,
        mark_safe(ICONS[name]),  # noqa: S308 – our own drawings
    )
