from handschlag.people.models.apart import TwoCompanies, TwoPeople
from handschlag.people.models.attribute import AttributeValue
from handschlag.people.models.attribute_kind import AttributeKind
from handschlag.people.models.because import Because
from handschlag.people.models.census import NameCensus, base_now
from handschlag.people.models.company_matching import (
    CompanyKey,
    match_companies,
    match_companies_again,
    redraw_portraits,
)
from handschlag.people.models.company_merge import CompanyMerge, merge_companies
from handschlag.people.models.consent import Consent, ConsentUse, Purpose
from handschlag.people.models.contact import Company, Contact, Identifier
from handschlag.people.models.data_key import DataKey, SealedTextField, unseal_many
from handschlag.people.models.disclosure import Disclosure
from handschlag.people.models.duplicate import PossibleDuplicate
from handschlag.people.models.employment import Employment
from handschlag.people.models.entering import correct, describe, enter, known, known_of
from handschlag.people.models.erasure import ErasedBecause, Erasure, erase, person_of, reapply
from handschlag.people.models.identification import identify
from handschlag.people.models.kept_proof import KeptProof
from handschlag.people.models.lead import (
    ClosedBecause,
    Ending,
    Lead,
    LeadClosure,
    LeadOpening,
    close_leads,
    open_leads,
    reopen,
    settle_leads,
    stir,
    take_stirred,
)
from handschlag.people.models.linking import link
from handschlag.people.models.lookalikes import LookAlike, look_alikes
from handschlag.people.models.marketing_objection import MarketingObjection
from handschlag.people.models.matching import Matched, match, match_again, match_leads, match_waiting
from handschlag.people.models.merging import Merge, merge
from handschlag.people.models.namesakes import forget_names
from handschlag.people.models.notice import Notice
from handschlag.people.models.owning import reown
from handschlag.people.models.permitting import (
    circumstances,
    declarations,
    declare_scoring_basis,
    has_basis_for_scoring,
    permissions,
    with_basis,
)
from handschlag.people.models.portrait import MatchKey, Portrait, refresh_keys
from handschlag.people.models.possibly_same import PossiblySame, take_back
from handschlag.people.models.profile import Saying, Told, tell
from handschlag.people.models.request import Right, RightsRequest
from handschlag.people.models.restriction import Restriction, SuppressedContact
from handschlag.people.models.retention import CATEGORIES, RetentionPeriod, let_go, over
from handschlag.people.models.same_company import PossibleSameCompany
from handschlag.people.models.scrub import Scrub, scrub, scrub_when_due
from handschlag.people.models.suppressing import lift_suppression, suppress
from handschlag.people.models.unsaying import unsay
from handschlag.people.models.whole import by_splink, match_all

__all__ = [
    "CATEGORIES",
    "AttributeKind",
    "AttributeValue",
    "Because",
    "ClosedBecause",
    "Company",
    "CompanyKey",
    "CompanyMerge",
    "Consent",
    "ConsentUse",
    "Contact",
    "DataKey",
    "Disclosure",
    "Employment",
    "Ending",
    "ErasedBecause",
    "Erasure",
    "Identifier",
    "KeptProof",
    "Lead",
    "LeadClosure",
    "LeadOpening",
    "LookAlike",
    "MarketingObjection",
    "MatchKey",
    "Matched",
    "Merge",
    "NameCensus",
    "Notice",
    "Portrait",
    "PossibleDuplicate",
    "PossibleSameCompany",
    "PossiblySame",
    "Purpose",
    "Restriction",
    "RetentionPeriod",
    "Right",
    "RightsRequest",
    "Saying",
    "Scrub",
    "SealedTextField",
    "SuppressedContact",
    "Told",
    "TwoCompanies",
    "TwoPeople",
    "base_now",
    "by_splink",
    "circumstances",
    "close_leads",
    "correct",
    "declarations",
    "declare_scoring_basis",
    "describe",
    "enter",
    "erase",
    "forget_names",
    "has_basis_for_scoring",
    "identify",
    "known",
    "known_of",
    "let_go",
    "lift_suppression",
    "link",
    "look_alikes",
    "match",
    "match_again",
    "match_all",
    "match_companies",
    "match_companies_again",
    "match_leads",
    "match_waiting",
    "merge",
    "merge_companies",
    "open_leads",
    "over",
    "permissions",
    "person_of",
    "reapply",
    "redraw_portraits",
    "refresh_keys",
    "reopen",
    "reown",
    "scrub",
    "scrub_when_due",
    "settle_leads",
    "stir",
    "suppress",
    "take_back",
    "take_stirred",
    "tell",
    "unsay",
    "unseal_many",
    "with_basis",
]
