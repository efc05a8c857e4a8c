"""The contact becomes an empty one, so that its leads stay countable; everything that was known of the person goes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser
from handschlag.people.models import (
    AttributeValue,
    Company,
    CompanyMerge,
    Consent,
    Contact,
    Disclosure,
    Employment,
    Identifier,
    Lead,
    LeadOpening,
    MarketingObjection,
    MatchKey,
    Merge,
    NameCensus,
    Notice,
    Portrait,
    PossibleDuplicate,
    Restriction,
    RightsRequest,
    SuppressedContact,
    forget_names,
)

OF_THE_CONTACT = (
    Identifier,
    AttributeValue,
    Consent,
    Employment,
    MarketingObjection,
    Restriction,
    SuppressedContact,
    Notice,
)


def erase(person: Person, at: datetime) -> Counts:
    """See the fates below. A company nobody else works for goes too: it may be the person's own."""
    me = person.contact_id
    companies = set(Employment.objects.filter(contact=me).values_list("company_id", flat=True))
    companies |= set(Contact.objects.filter(id=me).values_list("company_id", flat=True))
    counts = {
        f"people.{model.__name__}": model._default_manager.filter(contact=me).delete()[0] for model in OF_THE_CONTACT
    }
    MatchKey.objects.filter(portrait__contact=me).delete()
    Portrait.objects.filter(contact=me).delete()
    PossibleDuplicate.objects.filter(Q(one=me) | Q(other=me)).delete()
    counts["people.Merge"] = Merge.objects.filter(Q(kept=me) | Q(gone_id=me)).delete()[0]
    LeadOpening.objects.filter(lead__in=person.leads).delete()
    Lead.objects.filter(id__in=person.leads).update(stirred_at=None)
    RightsRequest.objects.filter(contact=me).update(identity="", note="", extended_because="", declined_because="")
    for disclosure in Disclosure.objects.filter(contact=me, dropped_at=None):
        disclosure.drop(at)
    _forget_names()
    Contact.objects.filter(id=me).update(
        given_name="",
        family_name="",
        email="",
        phone="",
        company=None,
        language="",
        by_family="",
        by_given="",
        erased_at=at,
    )
    known = {company for company in companies if company}
    alone = Company.objects.filter(id__in=known, contacts=None, employments=None)
    merges = CompanyMerge.objects.filter(gone_id__in=alone.values("id")).delete()[0]
    counts["people.Company"] = alone.delete()[0]
    counts["people.CompanyMerge"] = merges + forget_names(known, person)
    return counts


def _forget_names() -> None:
    """Names were counted with the person's among them: they are counted again when next they are needed."""
    NameCensus.objects.all().delete()


register_eraser(
    Eraser(
        "people",
        {
            "people.Company": (Fate.GONE, "where nobody else is known there; others stay, they are about firms"),
            "people.Contact": (Fate.EMPTIED, "an empty contact stays under its leads"),
            "people.Identifier": (Fate.GONE, "addresses, numbers, ids"),
            "people.AttributeValue": (
                Fate.GONE,
                "what was said of the person; what was said of the firm stays with it, unless they said their own name",
            ),
            "people.AttributeKind": (Fate.KEPT, "what the house calls an attribute"),
            "people.Employment": (Fate.GONE, "for whom the person worked"),
            "people.Consent": (Fate.GONE, "what the person allowed; owed proofs of consent to calls are kept sealed"),
            "people.DataKey": (Fate.GONE, "first of all: what was sealed under it is unreadable from then on"),
            "people.ConsentUse": (Fate.GONE, "with its consent"),
            "people.KeptProof": (Fate.KEPT, "sealed, for five years from the last use: UWG § 7a"),
            "people.MarketingObjection": (Fate.GONE, "the suppression stays"),
            "people.Restriction": (Fate.GONE, "nothing is left to restrict"),
            "people.SuppressedContact": (Fate.GONE, "the suppression itself stays, as a digest"),
            "people.Lead": (Fate.KEPT, "closed as erased; of nobody, for the figures"),
            "people.LeadOpening": (Fate.GONE, "what a table said about the beginning"),
            "people.LeadClosure": (Fate.KEPT, "why and when the pass ended"),
            "people.Merge": (Fate.GONE, "what was before holds personal data"),
            "people.Portrait": (Fate.GONE, "how the person is compared with others"),
            "people.MatchKey": (Fate.GONE, "with its portrait"),
            "people.NameCensus": (Fate.GONE, "names are counted again without the person's"),
            "people.PossibleDuplicate": (Fate.GONE, "the question is void"),
            "people.TwoPeople": (Fate.KEPT, "ids of contacts"),
            "people.CompanyMerge": (
                Fate.EMPTIED,
                "names and domains of a firm named after the person go; with a company nobody else is known of it goes",
            ),
            "people.CompanyKey": (Fate.KEPT, "about firms; goes with its company"),
            "people.PossibleSameCompany": (Fate.KEPT, "about firms; goes with its company"),
            "people.TwoCompanies": (Fate.KEPT, "ids of companies"),
            "people.Erasure": (Fate.KEPT, "that somebody was erased, when, why; nothing about who"),
            "people.RightsRequest": (Fate.EMPTIED, "that it came and was answered when stays; words go"),
            "people.Disclosure": (Fate.KEPT, "that a copy was made; its file goes after a week, or with the person"),
            "people.Notice": (Fate.GONE, "that the person was told what we hold"),
            "people.RetentionPeriod": (Fate.KEPT, "what data protection decided"),
            "people.Scrub": (Fate.KEPT, "when the files of the database were cleaned"),
        },
        erase,
    )
)
