from handschlag.handover.readings.inbox import Inbox, inbox
from handschlag.handover.readings.listing import listing, pool, team
from handschlag.handover.readings.panels import Panel, contribute, panels
from handschlag.handover.readings.shown import Shown, shown
from handschlag.handover.readings.tabs import Tab, tabs

__all__ = [
    "Inbox",
    "Panel",
    "Shown",
    "Tab",
    "contribute",
    "inbox",
    "listing",
    "panels",
    "pool",
    "shown",
    "tabs",
    "team",
]
