from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.consent import Consent, Purpose, has_basis_for_scoring, with_basis
from handschlag.people.models.contact import Company, Contact, Identifier
from handschlag.people.models.entering import correct, enter, known
from handschlag.people.models.identification import identify, link
from handschlag.people.models.lead import (
    ClosedBecause,
    Ending,
    Lead,
    LeadClosure,
    close_leads,
    open_leads,
    settle_leads,
)
from handschlag.people.models.marketing_objection import MarketingObjection
from handschlag.people.models.profile import Saying, Told, tell
from handschlag.people.models.unsaying import unsay

__all__ = [
    "AttributeValue",
    "ClosedBecause",
    "Company",
    "Consent",
    "Contact",
    "Ending",
    "Identifier",
    "Lead",
    "LeadClosure",
    "MarketingObjection",
    "Purpose",
    "Saying",
    "Told",
    "close_leads",
    "correct",
    "enter",
    "has_basis_for_scoring",
    "identify",
    "known",
    "link",
    "open_leads",
    "settle_leads",
    "tell",
    "unsay",
    "with_basis",
]
