from handschlag.ledger.registry import Fact, register

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
)
