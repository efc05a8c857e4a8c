"""What the ledger says about handovers; one is told by its rep and its day, never by the person behind the lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from handschlag.handover.models import Handover
from handschlag.ledger.registry import Fact, name_subjects_with, register

register(
    Fact("handover_made", en="A lead was handed over ({subject})", de="Ein Lead wurde übergeben ({subject})"),
    Fact(
        "handover_accepted",
        en="{actor} accepted the lead ({subject})",
        de="{actor} hat den Lead angenommen ({subject})",
    ),
    Fact(
        "handover_returned",
        en="{actor} returned the lead ({subject}): {reason}",
        de="{actor} hat den Lead zurückgegeben ({subject}): {reason}",
    ),
    Fact(
        "handover_timed_out",
        en="Nobody answered the handover in time ({subject})",
        de="Niemand hat die Übergabe rechtzeitig beantwortet ({subject})",
    ),
    Fact(
        "handover_paused",
        en="{actor} let the clocks of a handover stand still until {until_at} ({subject}): {reason}",
        de="{actor} lässt die Fristen einer Übergabe bis {until_at} ruhen ({subject}): {reason}",
    ),
    Fact(
        "handover_resumed",
        en="The clocks of a handover run again ({subject})",
        de="Die Fristen einer Übergabe laufen wieder ({subject})",
    ),
    Fact(
        "return_disputed",
        en="{actor} disputes a return ({subject})",
        de="{actor} widerspricht einer Rückgabe ({subject})",
    ),
    Fact(
        "dispute_upheld",
        en="{actor} ruled that a return does not count ({subject})",
        de="{actor} hat entschieden, dass eine Rückgabe nicht zählt ({subject})",
    ),
    Fact(
        "dispute_rejected",
        en="{actor} ruled that a return stands ({subject})",
        de="{actor} hat entschieden, dass eine Rückgabe gilt ({subject})",
    ),
    Fact(
        "handover_let_go",
        en="{actor} let the lead go ({subject}): {then}, {reason}",
        de="{actor} hat den Lead abgegeben ({subject}): {then}, {reason}",
    ),
    Fact(
        "handover_in_vain",
        en="Nobody was reached, and the lead went as agreed ({subject}): {then}",
        de="Niemand wurde erreicht, und der Lead ging den vereinbarten Weg ({subject}): {then}",
    ),
    Fact("lead_opened_anew", en="A recycled lead was opened anew", de="Ein Lead wurde nach seiner Frist neu eröffnet"),
    Fact(
        "recycling_dropped",
        en="A recycled lead was not opened anew, for nothing allows it any more",
        de="Ein Lead wurde nicht neu eröffnet, denn nichts erlaubt es mehr",
    ),
    Fact(
        "handover_reassigned",
        en="{actor} gave the lead to another rep ({subject})",
        de="{actor} hat den Lead neu zugeteilt ({subject})",
    ),
    Fact(
        "handover_joined",
        en="A handover ended, for its person had been handed over before ({subject})",
        de="Eine Übergabe endete, denn die Person war schon übergeben ({subject})",
    ),
    Fact(
        "handover_parted",
        en="A handover goes on, for its person is another after all ({subject})",
        de="Eine Übergabe geht weiter, denn die Person ist doch eine andere ({subject})",
    ),
    Fact(
        "step_taken",
        en="{actor} took step {number} of the agreed procedure ({subject})",
        de="{actor} hat Schritt {number} des vereinbarten Vorgehens getan ({subject})",
    ),
    Fact(
        "step_taken_back",
        en="{actor} took back that step {number} of the agreed procedure was taken ({subject})",
        de="{actor} hat zurückgenommen, dass Schritt {number} des vereinbarten Vorgehens getan ist ({subject})",
    ),
    Fact(
        "deadline_lifted",
        en="A deadline ended without being owed any more ({subject}): {duty}, because {because}",
        de="Eine Frist endete, ohne noch geschuldet zu sein ({subject}): {duty}, Grund: {because}",
    ),
    Fact(
        "deadline_resumed",
        en="A deadline runs again ({subject}): {duty}, due {due_at}",
        de="Eine Frist läuft wieder ({subject}): {duty}, fällig {due_at}",
    ),
    Fact(
        "deadline_missed",
        en="A deadline was missed ({subject}): {duty}",
        de="Eine Frist wurde versäumt ({subject}): {duty}",
    ),
    Fact(
        "lead_pooled",
        en="A qualified lead waits in the pool: {reason}",
        de="Ein qualifizierter Lead wartet im Vorrat: {reason}",
    ),
    room="handover",
)


def handover_names(ids: Iterable[str]) -> Mapping[str, str]:
    """Handover → its rep and its day."""
    rows = Handover.objects.filter(id__in=[UUID(key) for key in ids]).values_list("id", "rep__name", "handed_at")
    return {str(key): f"{rep}, {date_format(timezone.localtime(at), 'SHORT_DATE_FORMAT')}" for key, rep, at in rows}


name_subjects_with("handover", handover_names)
