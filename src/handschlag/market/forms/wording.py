"""The sentence for everything that can be wrong with a row."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handschlag.market.core.cells import Fault, Flaw

FAULTS: dict[Fault, str | Promise] = {
    Fault.MISSING: _("the cell is empty, and must not be"),
    Fault.NO_DAY: _("this is no day"),
    Fault.TWO_DAYS: _("day or month may come first; please say which"),
    Fault.NO_NUMBER: _("this is not a number that can stand here"),
    Fault.TOO_LARGE: _("this is beyond all measure"),
    Fault.NO_CURRENCY: _("this is no currency code of three letters"),
    Fault.BACKWARDS: _("it ends before it starts"),
    Fault.TOO_LONG: _("this is too long"),
    Fault.TWICE: _("this stands in an earlier row already"),
    Fault.OFF_SCALE: _("this lies outside the scale"),
    Fault.UNKNOWN: _("nothing in use is called so; please add it first"),
}


def said(flaw: Flaw) -> str:
    """Which row and column, and what is wrong there."""
    place = {"row": flaw.row, "column": flaw.column, "fault": FAULTS[flaw.fault], "cell": flaw.cell}
    if flaw.cell:
        return gettext("Row %(row)s, column “%(column)s”: %(fault)s (“%(cell)s”).") % place
    return gettext("Row %(row)s, column “%(column)s”: %(fault)s.") % place
