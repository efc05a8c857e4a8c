"""What a heading probably means, from the names that common programs give their columns, in German and English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handschlag.capture.core.traits import UMLAUT_WORDS, trait_name

KNOWN = {
    "contact.email": "email, e_mail, mail, email_address, e_mail_address, e_mail_adresse, emailadresse, person_email, person_email_work, email_work",
    "contact.external_id": "id, record_id, contact_id, lead_id, person_id, kundennummer, customer_no, customer_number, mql_id",
    "contact.phone": "phone, phone_number, telephone, telefon, telefonnummer, mobile, mobiltelefon, handy, telefon_geschaeftlich, person_phone, person_phone_work, business_phone",
    "contact.name": "name, full_name, contact_name, lead_name, lead_full_name, person_name, ansprechpartner",
    "contact.given_name": "first_name, firstname, given_name, vorname, person_first_name",
    "contact.family_name": "last_name, lastname, surname, family_name, nachname, familienname, person_last_name",
    "contact.language": "language, sprache, locale",
    "company.name": "company, company_name, organization, organisation, account, account_name, firma, unternehmen, company_account, associated_company, person_organization, organization_name, deal_organization",
    "company_attribute.industry": "industry, branche",
    "company_attribute.employees": "employees, number_of_employees, numemployees, employee_count, mitarbeiter, mitarbeiterzahl",
    "company_attribute.country": "country, land, country_region, land_region_geschaeftlich",
    "company_attribute.postal_code": "postal_code, zip, zip_code, plz, postleitzahl, postleitzahl_geschaeftlich",
    "attribute.position": "position, title, job_title, person_title, abteilung_position",
    "touch.happened_at": "happened_at, first_contact_date, erstkontakt, date_of_contact",
    "touch.channel": "channel, kanal, lead_source, source, quelle, herkunft, origin, utm_medium, deal_source_channel",
    "touch.campaign": "campaign, kampagne, utm_campaign",
    "touch.material": "material, werbemittel, landing_page, landing_page_id, utm_content",
    "deal.external_id": "deal_id, opportunity_id",
    "deal.name": "deal_title, deal_name, opportunity_name, verkaufschance",
    "deal.value": "deal_value, amount, betrag, auftragswert",
    "deal.currency": "currency, waehrung, deal_currency_of_value",
    "deal.won_at": "won_date, deal_won_time, gewonnen_am",
    "deal.lost_at": "lost_date, deal_lost_time, verloren_am",
    "deal.reason": "lost_reason, deal_lost_reason, verlustgrund",
}
"""Consent is never suggested: a column such as “Email Opt Out” means the opposite of what its place suggests."""

TARGET_OF = {name.strip(): target for target, names in KNOWN.items() for name in names.split(",")}


def suggest(headings: Iterable[str]) -> dict[str, str]:
    """Heading → target, for those that are known; each target once, for the first heading that means it."""
    found: dict[str, str] = {}
    for heading in headings:
        meant = TARGET_OF.get(plain(heading), "")
        if meant and meant not in found.values():
            found[heading] = meant
    return found


def plain(heading: str) -> str:
    """``E-Mail Adresse`` → ``e_mail_adresse``."""
    return re.sub(r"[_-]+", "_", trait_name(heading.lower().translate(UMLAUT_WORDS)))


def attribute_named(heading: str) -> str:
    """The name of an attribute that is called like its column; "" where nothing is left to call it by."""
    return re.sub(r"^[_-]+", "", plain(heading))[:60]
