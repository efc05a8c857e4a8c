from handschlag.ledger.registry import Fact, register

register(
    Fact("lead_opened", en="A lead was opened", de="Ein Lead wurde eröffnet"),
    Fact("lead_closed", en="A lead was closed: {because}", de="Ein Lead wurde geschlossen: {because}"),
    Fact(
        "lead_reopened",
        en="{actor} took back the closing of a lead",
        de="{actor} hat das Schließen eines Leads zurückgenommen",
    ),
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
    Fact("companies_merged", en="Two companies became one", de="Zwei Firmen wurden zu einer"),
    Fact(
        "company_merge_undone",
        en="{actor} made two of a merged company again",
        de="{actor} hat die Zusammenführung zweier Firmen zurückgenommen",
    ),
    Fact(
        "companies_kept_apart",
        en="{actor} said that two companies are two firms",
        de="{actor} hat gesagt, dass zwei Firmen zwei sind",
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
        tells_recipients=True,
    ),
    Fact(
        "restriction_lifted",
        en="{actor} lifted the restriction of a person's data",
        de="{actor} hat die Einschränkung der Daten einer Person aufgehoben",
        tells_recipients=True,
    ),
    Fact(
        "person_erased",
        en="{actor} had a person erased: {reason}",
        de="{actor} hat eine Person löschen lassen: {reason}",
        tells_recipients=True,
    ),
    Fact(
        "data_rectified",
        en="{actor} rectified a person's data at their request",
        de="{actor} hat die Daten einer Person auf deren Verlangen berichtigt",
        tells_recipients=True,
    ),
    Fact(
        "right_requested",
        en="{actor} entered a request by right: {right}, due on {due_on}",
        de="{actor} hat ein Ersuchen einer Person eingetragen: {right}, fällig am {due_on}",
    ),
    Fact(
        "request_extended",
        en="{actor} extended a request by right to {due_on}",
        de="{actor} hat die Frist für ein Ersuchen bis {due_on} verlängert",
    ),
    Fact(
        "right_answered",
        en="{actor} answered a request by right: {right}",
        de="{actor} hat ein Ersuchen einer Person beantwortet: {right}",
    ),
    Fact(
        "disclosure_asked",
        en="{actor} had a copy of a person's data made",
        de="{actor} hat eine Kopie der Daten einer Person erstellen lassen",
    ),
    Fact(
        "disclosure_downloaded",
        en="{actor} downloaded a copy of a person's data",
        de="{actor} hat eine Kopie der Daten einer Person heruntergeladen",
    ),
    Fact(
        "notices_given",
        en="{actor} noted that {count} people were told about their data",
        de="{actor} hat festgehalten, dass {count} Personen über ihre Daten informiert wurden",
    ),
    Fact(
        "suppressions_added",
        en="{actor} had {count} addresses or numbers suppressed",
        de="{actor} hat {count} Adressen oder Nummern sperren lassen",
    ),
    Fact(
        "objection_remembered",
        en="An objection was remembered for whoever comes with the address: {purposes}",
        de="Ein Widerspruch wurde für die Adresse gemerkt, wer immer mit ihr kommt: {purposes}",
    ),
    Fact("suppression_lifted", en="{actor} lifted a suppression", de="{actor} hat eine Sperre aufgehoben"),
    Fact(
        "retention_decided",
        en="{actor} decided for how long is kept: {category}, {days} days (0: until decided again)",
        de="{actor} hat über eine Aufbewahrungsfrist entschieden: {category}, {days} Tage (0: bis auf Weiteres)",
    ),
    room="people",
)
