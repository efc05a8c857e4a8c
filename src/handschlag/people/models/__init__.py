from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.consent import Consent, Purpose
from handschlag.people.models.contact import Company, Contact, Identifier
from handschlag.people.models.lead import ClosedBecause, Lead, LeadClosure

__all__ = [
    "AttributeValue",
    "ClosedBecause",
    "Company",
    "Consent",
    "Contact",
    "Identifier",
    "Lead",
    "LeadClosure",
    "Purpose",
]
