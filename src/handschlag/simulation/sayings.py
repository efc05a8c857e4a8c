"""What reps note down and what customers say, in German and in English. Sentences are put together from parts by chance."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

NEED_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "setup-times": {
        "de": (
            "Wir rüsten öfter um, als dass wir fräsen.",
            "Bei Losgröße 5 frisst uns das Umrüsten auf.",
            "Jede Schicht verliert eine Stunde beim Einrichten.",
        ),
        "en": ("We spend more time setting up than milling.", "With batches of five, set-up is eating us alive."),
    },
    "automation": {
        "de": (
            "Ich finde keine Leute für die Spätschicht.",
            "Die Maschine muss nachts alleine laufen.",
            "Ohne Roboter bekomme ich die Schicht nicht besetzt.",
        ),
        "en": ("I cannot find people for the late shift.", "It has to run unattended at night."),
    },
    "spare-parts": {
        "de": ("Drei Wochen auf eine Spindel gewartet, nie wieder.", "Wenn sie steht, brauche ich das Teil morgen."),
        "en": ("We waited three weeks for a spindle.", "When it stops I need the part tomorrow."),
    },
    "energy-cost": {
        "de": (
            "Der Strom kostet mich inzwischen mehr als das Werkzeug.",
            "Der Kunde will die Kilowattstunden je Teil sehen.",
        ),
        "en": ("Power costs us more than tooling by now.", "Our customer asks for kilowatt-hours per part."),
    },
    "precision": {
        "de": (
            "Unter fünf Mikrometer wird es bei uns zur Glückssache.",
            "Die Prüfer wollen jeden Mikrometer belegt haben.",
        ),
        "en": ("Below five microns it is luck for us.", "Auditors want every micron on paper."),
    },
    "digital-service": {
        "de": ("Ich will vom Büro aus sehen, ob sie läuft.", "Fernwartung wäre für uns der halbe Grund."),
        "en": ("I want to see from the office whether it runs.", "Remote maintenance would be half the reason."),
    },
}

OBJECTION_WORDS: dict[str, dict[str, str]] = {
    "price": {"de": "Der Preis ist zu hoch.", "en": "The price is too high."},
    "delivery-time": {"de": "Neun Monate Lieferzeit sind zu lang.", "en": "Nine months' delivery is too long."},
    "no-time": {"de": "Gerade keine Zeit, sich damit zu befassen.", "en": "No time to look into this right now."},
    "existing-supplier": {
        "de": "Man arbeitet seit Jahren mit einem anderen zusammen.",
        "en": "They have worked with somebody else for years.",
    },
    "budget-next-year": {"de": "Budget erst im nächsten Jahr.", "en": "No budget before next year."},
    "decision-elsewhere": {"de": "Entschieden wird in der Konzernzentrale.", "en": "Head office decides."},
}

OPENING: dict[str, dict[str, tuple[str, ...]]] = {
    "not_reached": {
        "de": ("Niemand ans Telefon gegangen.", "Mailbox, um Rückruf gebeten."),
        "en": ("Nobody picked up.", "Left a message."),
    },
    "reached": {
        "de": ("Gutes erstes Gespräch.", "Kurz gesprochen, offen für mehr."),
        "en": ("Good first talk.", "Short talk, open to more."),
    },
    "meeting": {
        "de": ("Termin im Werk vereinbart.", "Vorführung ausgemacht."),
        "en": ("Visit to the plant agreed.", "Demo agreed."),
    },
    "later": {"de": ("Soll mich im nächsten Quartal melden.",), "en": ("Asked me to call next quarter.",)},
    "no_interest": {"de": ("Kein Bedarf zurzeit.",), "en": ("No need at present.",)},
    "wrong_person": {"de": ("Ist dafür nicht zuständig.",), "en": ("Not in charge of this.",)},
}

RETURN_SENTENCES = {
    "wrong_person": "Studiert noch und braucht den Prospekt für eine Hausarbeit.",
    "no_need": "Hat sich nur umgesehen, keine Investition geplant.",
    "too_early": "Die Halle wird erst übernächstes Jahr gebaut.",
    "no_budget": "Das Investitionsbudget ist für dieses Jahr vergeben.",
    "bad_data": "Telefonnummer und Firma stimmen nicht.",
}


def note(rng: Random, language: str, outcome: str, objections: Sequence[str], competitor: str | None) -> str:
    """A rep's note: how it went, what stood in the way, who else was named."""
    parts = [rng.choice(OPENING[outcome][language])]
    parts += [OBJECTION_WORDS[key][language] for key in objections]
    if competitor:
        parts.append(f"Vergleicht mit {competitor}." if language == "de" else f"Compares us with {competitor}.")
    return " ".join(parts)


def own_words(rng: Random, language: str, needs: Sequence[str]) -> str:
    """The customer's own words on the first of their needs, or nothing."""
    return rng.choice(NEED_WORDS[needs[0]][language]) if needs else ""
