from handschlag.handover.readings.because import chosen_because, why_waiting
from handschlag.handover.readings.inbox import Inbox, inbox, page_asked_for
from handschlag.handover.readings.listing import disputes, listing, pool, recycled, team
from handschlag.handover.readings.news import News, announced, news
from handschlag.handover.readings.panels import Panel, contribute, contribute_to_lines, panels
from handschlag.handover.readings.preview import cases_of, lists, named, preview, preview_sheet
from handschlag.handover.readings.shown import Shown, ruled, shown
from handschlag.handover.readings.tabs import Tab, tabs

__all__ = [
    "Inbox",
    "News",
    "Panel",
    "Shown",
    "Tab",
    "announced",
    "cases_of",
    "chosen_because",
    "contribute",
    "contribute_to_lines",
    "disputes",
    "inbox",
    "listing",
    "lists",
    "named",
    "news",
    "page_asked_for",
    "panels",
    "pool",
    "preview",
    "preview_sheet",
    "recycled",
    "ruled",
    "shown",
    "tabs",
    "team",
    "why_waiting",
]
