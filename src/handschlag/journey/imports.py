"""Imports cross the rooms: in which order rows are taken, and who runs what was asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from django.db import OperationalError
from django.utils.translation import gettext as _

import handschlag.capture.imports
import handschlag.conversation.imports
import handschlag.people.imports
from handschlag.capture.core.taking import Taker
from handschlag.capture.models import Import, finish, run, undo
from handschlag.kernel.refusal import Refused
from handschlag.kernel.tables import TableRefused
from handschlag.organisation.forms.tables import why_refused

log = logging.getLogger(__name__)

TAKERS: Sequence[Taker] = (handschlag.people.imports, handschlag.capture.imports, handschlag.conversation.imports)
"""A row becomes a person first, then a touch, then a deal; taking back goes the other way."""

PATIENCE_SECONDS = 2
"""How long an import may hold up the worker before others have their turn."""


def run_next_import(now: datetime) -> int:
    """Run the oldest import that was asked for, or take one back, for about two seconds; 1 where there was one, else 0."""
    if imported := Import.objects.to_run().first():
        run_import(imported, now, for_a_while())
        return 1
    if imported := Import.objects.to_undo().first():
        undo(imported, TAKERS, now, for_a_while())
        return 1
    return 0


def run_import(imported: Import, now: datetime, keep_going: Callable[[], bool] = lambda: True) -> None:
    """Run it; what stops it for good is written into it, and what may pass (a locked database) is left to be tried again."""
    try:
        run(imported, TAKERS, now, keep_going)
    except TableRefused as refused:
        finish(imported, now, failed_because=why_refused(refused))
    except FileNotFoundError:
        gone = _("The file is gone; please read it in again. Rows up to here are taken over and are not written twice.")
        finish(imported, now, failed_because=gone)
    except (OperationalError, Refused):
        raise
    except Exception:
        log.exception("Import %s could not be run to its end.", imported.id)
        finish(
            imported,
            now,
            failed_because=_("Something went wrong inside; the log says what. Rows up to here are taken over."),
        )


def for_a_while() -> Callable[[], bool]:
    """Yes for about two seconds from now, then no."""
    end = monotonic() + PATIENCE_SECONDS
    return lambda: monotonic() < end
