from handschlag.ledger.registry import Fact, register

register(
    Fact("lead_opened", en="A lead was opened", de="Ein Lead wurde eröffnet"),
    Fact("lead_closed", en="A lead was closed: {because}", de="Ein Lead wurde geschlossen: {because}"),
    Fact("contact_made", en="{actor} entered a contact", de="{actor} hat einen Kontakt angelegt"),
    Fact(
        "contact_imported",
        en="A contact was taken over from a table",
        de="Ein Kontakt wurde aus einer Tabelle übernommen",
    ),
    Fact(
        "contact_corrected",
        en="{actor} corrected a contact: {fields}",
        de="{actor} hat einen Kontakt berichtigt: {fields}",
    ),
    Fact(
        "company_described",
        en="{actor} corrected a company: {fields}",
        de="{actor} hat eine Firma berichtigt: {fields}",
    ),
    Fact("attribute_kind_added", en="{actor} added an attribute", de="{actor} hat ein Merkmal angelegt"),
    Fact(
        "attribute_kind_changed",
        en="{actor} changed an attribute: {fields}",
        de="{actor} hat ein Merkmal geändert: {fields}",
    ),
    Fact("attribute_kind_archived", en="{actor} archived an attribute", de="{actor} hat ein Merkmal abgelegt"),
    Fact(
        "attribute_kind_restored",
        en="{actor} took an attribute back into use",
        de="{actor} hat ein Merkmal wieder in Gebrauch genommen",
    ),
    Fact("contacts_merged", en="Two contacts became one", de="Zwei Kontakte wurden zu einem"),
    Fact(
        "merge_undone",
        en="{actor} made two of a merged contact again",
        de="{actor} hat eine Zusammenführung zurückgenommen",
    ),
    Fact(
        "consent_recorded",
        en="A statement on consent was recorded: {purpose}",
        de="Eine Aussage zur Einwilligung wurde festgehalten: {purpose}",
    ),
    Fact(
        "contacts_kept_apart",
        en="{actor} said that two contacts are two people",
        de="{actor} hat gesagt, dass zwei Kontakte zwei Personen sind",
    ),
    Fact(
        "processing_restricted",
        en="{actor} restricted the processing of a person's data",
        de="{actor} hat die Verarbeitung der Daten einer Person eingeschränkt",
    ),
    Fact(
        "restriction_lifted",
        en="{actor} lifted the restriction of a person's data",
        de="{actor} hat die Einschränkung der Daten einer Person aufgehoben",
    ),
    Fact(
        "person_erased",
        en="{actor} had a person erased: {reason}",
        de="{actor} hat eine Person löschen lassen: {reason}",
    ),
)
