from handschlag.handover.readings.inbox import Inbox, inbox
from handschlag.handover.readings.listing import disputes, listing, pool, recycled, team
from handschlag.handover.readings.panels import Panel, contribute, panels
from handschlag.handover.readings.shown import Shown, ruled, shown
from handschlag.handover.readings.tabs import Tab, tabs

__all__ = [
    "Inbox",
    "Panel",
    "Shown",
    "Tab",
    "contribute",
    "disputes",
    "inbox",
    "listing",
    "panels",
    "pool",
    "recycled",
    "ruled",
    "shown",
    "tabs",
    "team",
]
