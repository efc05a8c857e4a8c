"""What the ledger says about the agreement. A version is called by its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from handschlag.agreement.models import Version
from handschlag.ledger.registry import Fact, name_subjects_with, register

register(
    Fact(
        "agreement_drafted",
        en="{actor} drafted version {number} of the agreement",
        de="{actor} hat Fassung {number} der Vereinbarung entworfen",
    ),
    Fact(
        "agreement_revised",
        en="{actor} revised the draft of version {number} of the agreement",
        de="{actor} hat den Entwurf der Fassung {number} der Vereinbarung überarbeitet",
    ),
    Fact(
        "agreement_proposed",
        en="{actor} proposed version {number} of the agreement to both sides",
        de="{actor} hat Fassung {number} der Vereinbarung beiden Seiten vorgelegt",
    ),
    Fact(
        "agreement_signed_for_marketing",
        en="{actor} signed version {number} of the agreement for marketing",
        de="{actor} hat Fassung {number} der Vereinbarung für das Marketing gezeichnet",
    ),
    Fact(
        "agreement_signed_for_sales",
        en="{actor} signed version {number} of the agreement for sales",
        de="{actor} hat Fassung {number} der Vereinbarung für den Vertrieb gezeichnet",
    ),
    Fact(
        "agreement_signed_for_marketing_alone",
        en="{actor} signed version {number} of the agreement for marketing, in one-person mode",
        de="{actor} hat Fassung {number} der Vereinbarung für das Marketing gezeichnet, im Ein-Personen-Betrieb",
    ),
    Fact(
        "agreement_signed_for_sales_alone",
        en="{actor} signed version {number} of the agreement for sales, in one-person mode",
        de="{actor} hat Fassung {number} der Vereinbarung für den Vertrieb gezeichnet, im Ein-Personen-Betrieb",
    ),
    Fact(
        "agreement_sealed",
        en="Both sides have signed version {number} of the agreement; it is in force from {from_at}",
        de="Beide Seiten haben Fassung {number} der Vereinbarung gezeichnet; sie gilt ab {from_at}",
    ),
    Fact(
        "agreement_discarded",
        en="{actor} discarded the draft of version {number} of the agreement",
        de="{actor} hat den Entwurf der Fassung {number} der Vereinbarung verworfen",
    ),
    Fact(
        "agreement_withdrawn",
        en="{actor} withdrew the proposed version {number} of the agreement",
        de="{actor} hat die vorgelegte Fassung {number} der Vereinbarung zurückgezogen",
    ),
    Fact(
        "agreement_answered",
        en="{actor} answered version {number} of the agreement with version {answer}",
        de="{actor} hat Fassung {number} der Vereinbarung mit Fassung {answer} beantwortet",
    ),
    Fact(
        "agreement_evidence_attached",
        en="{actor} attached evidence ({kind}) to the draft of version {number} of the agreement",
        de="{actor} hat dem Entwurf der Fassung {number} der Vereinbarung einen Beleg beigelegt ({kind})",
    ),
    Fact(
        "agreement_commented",
        en="{actor} commented on version {number} of the agreement",
        de="{actor} hat Fassung {number} der Vereinbarung kommentiert",
    ),
    Fact(
        "agreement_comment_resolved",
        en="{actor} resolved a comment on version {number} of the agreement",
        de="{actor} hat einen Kommentar zu Fassung {number} der Vereinbarung erledigt",
    ),
    Fact(
        "agreement_suspended",
        en="{actor} suspended version {number} of the agreement, side “{side}”; last day {last_day}",
        de="{actor} hat Fassung {number} der Vereinbarung ausgesetzt, Seite „{side}“; letzter Tag {last_day}",
    ),
    Fact(
        "agreement_suspension_lifted",
        en="{actor} lifted the suspension of version {number} of the agreement by the side “{side}”",
        de="{actor} hat die Aussetzung der Fassung {number} der Vereinbarung durch die Seite „{side}“ aufgehoben",
    ),
    Fact(
        "proof_key_made",
        en="The house has a new key to sign proofs with: {public}",
        de="Das Haus hat einen neuen Schlüssel, mit dem Nachweise gezeichnet werden: {public}",
    ),
    room="agreement",
)


def version_names(ids: Iterable[str]) -> Mapping[str, str]:
    """Versions are called by their number, in the active language."""
    return {
        str(version_id): _("Version {number}").format(number=number)
        for version_id, number in Version.objects.filter(id__in=list(ids)).values_list("id", "number")
    }


name_subjects_with("agreement_version", version_names)
