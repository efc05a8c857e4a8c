from collections.abc import Iterable, Mapping
from uuid import UUID

from handschlag.capture.models import Form
from handschlag.ledger.registry import Fact, name_subjects_with, register

register(
    Fact(
        "source_made",
        en="{actor} set up a source of touches",
        de="{actor} hat eine Quelle für Berührungspunkte eingerichtet",
    ),
    Fact(
        "source_rotated",
        en="{actor} gave a source a new write key",
        de="{actor} hat einer Quelle einen neuen Schreibschlüssel gegeben",
    ),
    Fact(
        "source_revoked",
        en="{actor} closed a source of touches",
        de="{actor} hat eine Quelle für Berührungspunkte geschlossen",
    ),
    Fact(
        "write_key_made",
        en="{actor} gave a source a further write key",
        de="{actor} hat einer Quelle einen weiteren Schreibschlüssel gegeben",
    ),
    Fact(
        "write_key_voided",
        en="{actor} made a write key void",
        de="{actor} hat einen Schreibschlüssel ungültig gemacht",
    ),
    Fact(
        "source_origins_changed",
        en="{actor} changed from which pages a source may send",
        de="{actor} hat geändert, von welchen Seiten eine Quelle senden darf",
    ),
    Fact(
        "source_consent_wired",
        en="{actor} declared that a website asks before it sends device ids",
        de="{actor} hat erklärt, dass eine Website fragt, bevor sie Gerätekennungen sendet",
    ),
    Fact(
        "source_consent_unwired",
        en="{actor} declared that a website does not ask before it sends device ids",
        de="{actor} hat erklärt, dass eine Website nicht fragt, bevor sie Gerätekennungen sendet",
    ),
    Fact(
        "quarantine_replayed",
        en="{actor} corrected and replayed a message",
        de="{actor} hat eine Meldung berichtigt und erneut eingespielt",
    ),
    Fact("quarantine_discarded", en="{actor} discarded a message", de="{actor} hat eine Meldung verworfen"),
    Fact(
        "import_run",
        en="{actor} imported a table: {accepted} rows taken over, {duplicate} known already, {quarantined} set aside",
        de="{actor} hat eine Tabelle eingelesen: {accepted} Zeilen übernommen, {duplicate} schon bekannt, {quarantined} zurückgestellt",
    ),
    Fact(
        "import_undone",
        en="{actor} took back an import: {undone} rows undone, {kept} kept",
        de="{actor} hat einen Import zurückgenommen: {undone} Zeilen zurückgenommen, {kept} behalten",
    ),
    Fact("form_made", en="{actor} set up the form {subject}", de="{actor} hat das Formular {subject} angelegt"),
    Fact(
        "form_published",
        en="{actor} published version {number} of the form {subject}",
        de="{actor} hat Fassung {number} des Formulars {subject} veröffentlicht",
    ),
    Fact("form_archived", en="{actor} archived the form {subject}", de="{actor} hat das Formular {subject} abgelegt"),
    Fact(
        "form_restored",
        en="{actor} took the form {subject} back into use",
        de="{actor} hat das Formular {subject} wieder aufgenommen",
    ),
    Fact(
        "submission_released",
        en="{actor} let a doubtful submission of the form {subject} in",
        de="{actor} hat eine zweifelhafte Einsendung des Formulars {subject} eingelassen",
    ),
    Fact(
        "submission_discarded",
        en="{actor} discarded a doubtful submission of the form {subject}",
        de="{actor} hat eine zweifelhafte Einsendung des Formulars {subject} verworfen",
    ),
    Fact(
        "privacy_text_written",
        en="{actor} wrote the privacy text {text}",
        de="{actor} hat den Datenschutztext {text} geschrieben",
    ),
    room="capture",
)


def _form_names(ids: Iterable[str]) -> Mapping[str, str]:
    rows = Form.objects.filter(pk__in=[UUID(one) for one in ids]).values_list("pk", "name")
    return {str(key): name for key, name in rows}


name_subjects_with("form", _form_names)
