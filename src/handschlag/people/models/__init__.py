from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.consent import Consent, Purpose, has_basis_for_scoring, with_basis
from handschlag.people.models.contact import Company, Contact, Identifier
from handschlag.people.models.employment import Employment
from handschlag.people.models.entering import correct, enter, known
from handschlag.people.models.identification import identify
from handschlag.people.models.lead import (
    ClosedBecause,
    Ending,
    Lead,
    LeadClosure,
    LeadOpening,
    close_leads,
    open_leads,
    settle_leads,
    take_stirred,
)
from handschlag.people.models.linking import link
from handschlag.people.models.marketing_objection import MarketingObjection
from handschlag.people.models.merging import Because, Merge, merge
from handschlag.people.models.owning import reown
from handschlag.people.models.profile import Saying, Told, tell
from handschlag.people.models.unsaying import unsay

__all__ = [
    "AttributeValue",
    "Because",
    "ClosedBecause",
    "Company",
    "Consent",
    "Contact",
    "Employment",
    "Ending",
    "Identifier",
    "Lead",
    "LeadClosure",
    "LeadOpening",
    "MarketingObjection",
    "Merge",
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
    "merge",
    "open_leads",
    "reown",
    "settle_leads",
    "take_stirred",
    "tell",
    "unsay",
    "with_basis",
]
