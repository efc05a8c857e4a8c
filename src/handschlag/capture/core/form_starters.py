"""Forms to begin with, in both languages: complete but for the wordings, which each house writes itself."""

from __future__ import annotations

from handschlag.capture.core.form import (
    FILLS,
    ConsentAsked,
    Entry,
    FieldKind,
    FormField,
    FormSpec,
    Option,
    Words,
)

LABELS: dict[FieldKind, Words] = {
    FieldKind.EMAIL: Words(en="E-mail", de="E-Mail"),
    FieldKind.GIVEN_NAME: Words(en="Given name", de="Vorname"),
    FieldKind.FAMILY_NAME: Words(en="Family name", de="Nachname"),
    FieldKind.COMPANY: Words(en="Company", de="Firma"),
    FieldKind.POSITION: Words(en="Your role", de="Ihre Aufgabe"),
    FieldKind.PHONE: Words(en="Phone", de="Telefon"),
    FieldKind.COUNTRY: Words(en="Country", de="Land"),
    FieldKind.POSTAL_CODE: Words(en="Postal code", de="Postleitzahl"),
    FieldKind.EMPLOYEES: Words(
        en="How many people work in your company?", de="Wie viele Menschen arbeiten in Ihrer Firma?"
    ),
    FieldKind.SELF_REPORTED: Words(en="How did you hear about us?", de="Wie sind Sie auf uns aufmerksam geworden?"),
    FieldKind.MESSAGE: Words(en="How can we help?", de="Wie können wir helfen?"),
}

HEARD = tuple(
    Option(value=value, label=Words(en=en, de=de))
    for value, en, de in (
        ("recommendation", "A recommendation", "Empfehlung"),
        ("search", "A search engine", "Suchmaschine"),
        ("ai", "An AI assistant", "KI-Assistent"),
        ("fair", "A trade fair", "Messe"),
        ("press", "Press or podcast", "Presse oder Podcast"),
        ("social", "Social media", "Soziale Medien"),
        ("other", "Something else", "Etwas anderes"),
    )
)


def field(kind: FieldKind, *, required: bool = False) -> FormField:
    """A field of a kind that knows its attribute, with the usual label; own kinds begin empty and are named by who adds them."""
    options = HEARD if kind is FieldKind.SELF_REPORTED else ()
    return FormField(
        kind=kind, key=kind.value, fills=FILLS[kind], label=LABELS[kind], required=required, options=options
    )


def empty() -> FormSpec:
    """Nothing but an address."""
    return FormSpec(fields=(field(FieldKind.EMAIL, required=True),))


def newsletter() -> FormSpec:
    """About the consent and nothing else: it waits for confirmation."""
    return FormSpec(
        title=Words(en="Our newsletter", de="Unser Newsletter"),
        fields=(field(FieldKind.EMAIL, required=True), field(FieldKind.GIVEN_NAME), field(FieldKind.FAMILY_NAME)),
        consents=(ConsentAsked(purpose="email", required=True), ConsentAsked(purpose="scoring")),
        submit=Words(en="Subscribe", de="Abonnieren"),
        thanks=Words(
            en="One step is left: please confirm your address.",
            de="Noch ein Schritt: Bitte bestätigen Sie Ihre Adresse.",
        ),
        kind="newsletter_subscribed",
    )


def contact() -> FormSpec:
    """Somebody asks for us: that counts at once; what is ticked besides waits for confirmation."""
    asked = (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.COMPANY)
    return FormSpec(
        title=Words(en="Talk to us", de="Sprechen Sie mit uns"),
        fields=(
            field(FieldKind.EMAIL, required=True),
            *(field(kind) for kind in asked),
            field(FieldKind.PHONE),
            field(FieldKind.COUNTRY),
            field(FieldKind.POSTAL_CODE),
            field(FieldKind.MESSAGE),
            field(FieldKind.SELF_REPORTED),
        ),
        consents=(ConsentAsked(purpose="email"),),
        thanks=Words(en="Thank you. We will come back to you.", de="Vielen Dank. Wir melden uns bei Ihnen."),
        entry=Entry.AT_ONCE,
        answering=("scoring", "phone"),
        kind="contact_requested",
    )


def download() -> FormSpec:
    """A brochure for an address that is real."""
    asked = (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.COMPANY, FieldKind.EMPLOYEES)
    return FormSpec(
        title=Words(en="Our brochure", de="Unser Prospekt"),
        fields=(
            field(FieldKind.EMAIL, required=True),
            *(field(kind) for kind in asked),
            field(FieldKind.SELF_REPORTED),
        ),
        consents=(ConsentAsked(purpose="scoring"), ConsentAsked(purpose="email")),
        submit=Words(en="Send me the brochure", de="Prospekt anfordern"),
        kind="brochure_requested",
    )


STARTERS = {"contact": contact, "newsletter": newsletter, "download": download, "empty": empty}

TEXTS: dict[str, dict[str, str]] = {
    "scoring": {
        "de": "Ich bin einverstanden, dass {house} auswertet, wie ich Website und Unterlagen nutze, und daraus mit Punkten einschätzt, welche Angebote zu mir passen. Ich kann das jederzeit mit Wirkung für die Zukunft widerrufen.",
        "en": "I agree that {house} evaluates how I use its website and documents, and estimates with points which offers suit me. I can withdraw this at any time with effect for the future.",
    },
    "email": {
        "de": "Ich möchte von {house} E-Mails mit Neuigkeiten und Angeboten zu seinen Produkten erhalten. Ich kann das jederzeit mit Wirkung für die Zukunft widerrufen, zum Beispiel über den Link in jeder E-Mail.",
        "en": "I want to receive e-mails from {house} with news and offers about its products. I can withdraw this at any time with effect for the future, for example by the link in every e-mail.",
    },
    "phone": {
        "de": "Ich möchte von {house} zu Angeboten und Neuigkeiten angerufen werden. Ich kann das jederzeit mit Wirkung für die Zukunft widerrufen.",
        "en": "I want to be called by {house} about offers and news. I can withdraw this at any time with effect for the future.",
    },
    "notice": {
        "de": "{house} verarbeitet Ihre Angaben, um Ihre Anfrage zu beantworten (Art. 6 Abs. 1 b DSGVO), und darüber hinaus nur, was Sie oben erlauben (Art. 6 Abs. 1 a). Nicht bestätigte Angaben werden nach kurzer Frist gelöscht. Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung, Übertragbarkeit, Widerspruch und Beschwerde bei einer Aufsichtsbehörde.",
        "en": "{house} processes what you enter to answer your request (Art. 6(1)(b) GDPR), and beyond that only what you allow above (Art. 6(1)(a)). What is not confirmed is deleted after a short time. You have the right of access, rectification, erasure, restriction, portability, objection, and complaint to a supervisory authority.",
    },
}
"""Wordings to begin with; each house adapts them and has them checked. ``{house}`` is the firm's name."""
