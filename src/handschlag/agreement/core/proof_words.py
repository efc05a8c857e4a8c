"""What is said about a proof that was checked, in both languages: of each check how it holds, and how it fails."""

from __future__ import annotations

from collections.abc import Mapping

HOLDS: Mapping[str, tuple[str, str]] = {
    "canonical": (
        "The file is whole: {size} bytes of canonical JSON, not one more or less than was written.",
        "Die Datei ist heil: {size} Bytes kanonisches JSON, keines mehr und keines weniger, als geschrieben wurde.",
    ),
    "shape": (
        "It is a proof of version {number} of the agreement of {house}, “{title}”, made on {at}.",
        "Sie ist ein Nachweis der Fassung {number} der Vereinbarung von {house}, „{title}“, ausgestellt am {at}.",
    ),
    "seal": (
        "It is signed with the house's key {key}, and nothing has been changed since.",
        "Sie ist mit dem Schlüssel {key} des Hauses gezeichnet, und seither wurde nichts geändert.",
    ),
    "key": ("That is the key you named.", "Das ist der Schlüssel, den Sie genannt haben."),
    "key_passed_on": (
        "The key you named has passed on to this one; each key in between was vouched for by the one before it.",
        "Der Schlüssel, den Sie genannt haben, ist auf diesen übergegangen; jeder dazwischen ist von seinem Vorgänger beglaubigt.",
    ),
    "no_key": (
        "You named no key. That it is this house's key, only the key you were given on another way can tell: compare the two.",
        "Sie haben keinen Schlüssel genannt. Dass es der Schlüssel dieses Hauses ist, sagt nur der, den Sie auf anderem Weg erhalten "
        "haben: Vergleichen Sie beide.",
    ),
    "terms": ("The terms give the hash {hash}.", "Die Bedingungen ergeben die Prüfsumme {hash}."),
    "evidence": (
        "The evidence ({kind}, made on {at}) gives the hash {hash} and was made for exactly these terms; together they give {both}.",
        "Der Beleg ({kind}, erstellt am {at}) ergibt die Prüfsumme {hash} und wurde für genau diese Bedingungen erstellt; zusammen "
        "ergeben sie {both}.",
    ),
    "signature": (
        "{name} signed this hash for {side} on {at}, with a mandate from {from_on} {until_on}.",
        "{name} hat diese Prüfsumme am {at} für {side} gezeichnet, mit einem Mandat vom {from_on} {until_on}.",
    ),
    "two_people": (
        "Two different people signed, one for each side.",
        "Gezeichnet haben zwei Personen, je eine für jede Seite.",
    ),
    "one_person": (
        "One person signed for both sides, in the one-person mode declared on {at} that had not ended then.",
        "Gezeichnet hat eine Person für beide Seiten, im Ein-Personen-Betrieb, der am {at} erklärt wurde und damals noch nicht beendet war.",
    ),
    "in_force": (
        "It is in force from {from_at}; when this proof was made no other version had taken its place.",
        "Sie gilt ab {from_at}; als dieser Nachweis ausgestellt wurde, hatte keine andere Fassung sie abgelöst.",
    ),
    "superseded": (
        "It was in force from {from_at} until {until_at}, when version {number} took its place.",
        "Sie galt ab {from_at} bis {until_at}; dann hat Fassung {number} sie abgelöst.",
    ),
    "suspension": (
        "{name} suspended it for {side} on {at}, until {until_at} at the latest: “{reason}”.{lifted}",
        "{name} hat sie am {at} für {side} ausgesetzt, längstens bis {until_at}: „{reason}“.{lifted}",
    ),
    "ledger": (
        "{entries} entries of the ledger tell the same; each gives its hash, and those that are neighbours follow one another ({links}).",
        "{entries} Einträge des Hauptbuchs sagen dasselbe; jeder ergibt seine Prüfsumme, und die benachbarten folgen aufeinander ({links}).",
    ),
    "head": (
        "The ledger then ended with entry {head}. Whoever kept an earlier or later head can have the house compare them.",
        "Das Hauptbuch endete damals mit dem Eintrag {head}. Wer einen früheren oder späteren Stand aufgehoben hat, kann ihn im Haus "
        "vergleichen lassen.",
    ),
}

FAILS: Mapping[str, tuple[str, str]] = {
    "canonical": (
        "The file is not as a house writes it ({why}): something was added, taken away or changed.",
        "Die Datei ist nicht so, wie ein Haus sie schreibt ({why}): Etwas wurde hinzugefügt, weggenommen oder geändert.",
    ),
    "shape": (
        "It is no proof this program knows: {why}.",
        "Sie ist kein Nachweis, den dieses Programm kennt: {why}.",
    ),
    "seal": (
        "The house's signature does not fit: something was changed after it was signed.",
        "Die Zeichnung des Hauses passt nicht: Nach ihr wurde etwas geändert.",
    ),
    "key": (
        "It is signed with the key {key}, which is not the one you named, nor vouched for by it.",
        "Sie ist mit dem Schlüssel {key} gezeichnet; das ist nicht der genannte, und der genannte beglaubigt ihn nicht.",
    ),
    "keys": (
        "The history of the house's keys does not hold together.",
        "Die Folge der Schlüssel des Hauses passt nicht zusammen.",
    ),
    "terms": ("The terms give another hash than {hash}.", "Die Bedingungen ergeben eine andere Prüfsumme als {hash}."),
    "evidence": (
        "The evidence gives another hash, or was made for other terms.",
        "Der Beleg ergibt eine andere Prüfsumme oder wurde für andere Bedingungen erstellt.",
    ),
    "hash": (
        "What was to be signed does not give the hash {hash}.",
        "Was zu zeichnen war, ergibt nicht die Prüfsumme {hash}.",
    ),
    "signature": (
        "The signature of {name} for {side} does not hold: {why}.",
        "Die Zeichnung von {name} für {side} gilt nicht: {why}.",
    ),
    "two_people": (
        "It is not signed by two different people, one for each side.",
        "Gezeichnet haben nicht zwei Personen, je eine für jede Seite.",
    ),
    "one_person": (
        "One person signed for both sides, and no one-person mode allowed it then.",
        "Eine Person hat für beide Seiten gezeichnet, und kein Ein-Personen-Betrieb erlaubte es damals.",
    ),
    "in_force": (
        "It came into force before it was proposed, agreed or signed.",
        "Sie trat in Kraft, bevor sie vorgelegt, vereinbart oder gezeichnet war.",
    ),
    "suspension": (
        "A suspension by {side} does not hold together.",
        "Eine Aussetzung durch {side} passt nicht zusammen.",
    ),
    "ledger": (
        "Entry {seq} of the ledger does not hold: {why}.",
        "Der Eintrag {seq} des Hauptbuchs gilt nicht: {why}.",
    ),
    "told": (
        "The ledger does not tell what the proof says: {why}.",
        "Das Hauptbuch sagt nicht, was im Nachweis steht: {why}.",
    ),
}

WHY: Mapping[str, tuple[str, str]] = {
    "too_large": ("larger than 20 MB", "größer als 20 MB"),
    "no_json": ("no JSON", "kein JSON"),
    "not_canonical": ("not canonical", "nicht kanonisch"),
    "fields": ("fields are missing, too many, or of another kind", "Felder fehlen, sind zu viel oder von anderer Art"),
    "other_hash": ("it covers another hash", "sie deckt eine andere Prüfsumme"),
    "no_mandate": ("the mandate was not valid on that day", "das Mandat galt an diesem Tag nicht"),
    "before_proposal": ("it is older than the proposal", "sie ist älter als die Vorlage"),
    "changed": ("it does not give its hash", "er ergibt seine Prüfsumme nicht"),
    "no_neighbour": ("it does not follow from the entry before it", "er folgt nicht aus dem Eintrag vor ihm"),
    "order": ("it is out of order", "er steht nicht an seiner Stelle"),
    "proposed": ("that it was proposed", "dass sie vorgelegt wurde"),
    "signed_marketing": ("that it was signed for marketing", "dass sie für das Marketing gezeichnet wurde"),
    "signed_sales": ("that it was signed for sales", "dass sie für den Vertrieb gezeichnet wurde"),
    "sealed": ("that both sides had signed", "dass beide Seiten gezeichnet haben"),
    "suspended": ("when it was suspended", "wann sie ausgesetzt wurde"),
    "lifted": ("when a suspension was lifted", "wann eine Aussetzung aufgehoben wurde"),
}

SIDES: Mapping[str, tuple[str, str]] = {"marketing": ("marketing", "das Marketing"), "sales": ("sales", "den Vertrieb")}
UNTIL: Mapping[bool, tuple[str, str]] = {
    True: ("to {day}", "bis zum {day}"),
    False: ("until further notice", "bis auf Weiteres"),
}
LIFTED = (" Lifted on {at}.", " Aufgehoben am {at}.")
VERDICT: Mapping[bool, tuple[str, str]] = {
    True: ("The proof holds.", "Der Nachweis gilt."),
    False: ("The proof does not hold.", "Der Nachweis gilt nicht."),
}
