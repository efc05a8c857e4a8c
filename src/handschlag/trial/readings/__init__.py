"""What the pages of a trial show: backtests, what occurs, what a draft would do at once."""

from handschlag.trial.readings.backtests import LISTS, Shown, leads_of, listing, sheet_of, sheet_of_all, shown
from handschlag.trial.readings.occurring import Found, occurring
from handschlag.trial.readings.previewing import Previewed, customers_missed, previewed, sheet_of_customers

__all__ = [
    "LISTS",
    "Found",
    "Previewed",
    "Shown",
    "customers_missed",
    "leads_of",
    "listing",
    "occurring",
    "previewed",
    "sheet_of",
    "sheet_of_all",
    "sheet_of_customers",
    "shown",
]
