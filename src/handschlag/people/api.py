"""Contacts and leads for programs: read them, and enter a contact. Touches come in through ``POST /v1/batch``."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import ConfigDict

from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Role, User
from handschlag.organisation.tokens import bearer
from handschlag.people.forms import ContactForm
from handschlag.people.models import Contact, Lead, enter

router = Router(tags=["people"])

READERS = (Role.MARKETING, Role.SALES, Role.DATA_PROTECTION)


class ContactInput(Schema):
    """What is known about a person; an e-mail address or a phone number is needed."""

    model_config = ConfigDict(extra="forbid")

    email: str = ""
    phone: str = ""
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    position: str = ""
    language: str = ""


class CompanyOutput(Schema):
    id: UUID
    name: str
    domain: str
    industry: str
    employees: int | None
    country: str
    postal_code: str


class ContactOutput(Schema):
    id: UUID
    given_name: str
    family_name: str
    email: str
    phone: str
    language: str
    company: CompanyOutput | None
    made_at: datetime


class LeadOutput(Schema):
    id: UUID
    contact_id: UUID
    opened_at: datetime
    known_at: datetime
    is_open: bool
    closed_because: str | None = None
    closed_at: datetime | None = None

    @staticmethod
    def resolve_closed_because(lead: Lead) -> str | None:
        return lead.closure.because if hasattr(lead, "closure") else None

    @staticmethod
    def resolve_closed_at(lead: Lead) -> datetime | None:
        return lead.closure.happened_at if hasattr(lead, "closure") else None


@router.get("/contacts", response=list[ContactOutput], auth=bearer("read", *READERS))
@paginate
def contacts(request: HttpRequest, email: str = "") -> QuerySet[Contact]:
    """Contacts, the newest first; or the one with this address."""
    rows = Contact.objects.filter(erased_at=None).select_related("company").order_by("-made_at", "-id")
    return rows.filter(email=email.strip().lower()) if email else rows


@router.get("/contacts/{contact_id}", response=ContactOutput, auth=bearer("read", *READERS))
def contact(request: HttpRequest, contact_id: UUID) -> Contact:
    """One contact."""
    return get_object_or_404(Contact.objects.select_related("company"), id=contact_id)


@router.post("/contacts", response={201: ContactOutput}, auth=bearer("capture", Role.MARKETING, Role.SALES))
def contact_add(request: HttpRequest, details: ContactInput) -> Status[Contact]:
    """Enter a contact; 409 where the address or number belongs to somebody already, or is none."""
    form = ContactForm(details.model_dump())
    if not form.is_valid():
        raise Refused(" ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    at = cast(datetime, request.now)  # type: ignore[attr-defined]
    return Status(201, enter(form.cleaned_data, by=cast(User, request.user), at=at))


@router.get("/leads", response=list[LeadOutput], auth=bearer("read", *READERS))
@paginate
def leads(request: HttpRequest, is_open: bool | None = None) -> QuerySet[Lead]:
    """Leads, the newest first; only open or only closed ones where that is asked for."""
    rows = Lead.objects.select_related("closure").order_by("-opened_at", "-id")
    return rows if is_open is None else rows.filter(is_open=is_open)


@router.get("/leads/{lead_id}", response=LeadOutput, auth=bearer("read", *READERS))
def lead(request: HttpRequest, lead_id: UUID) -> Lead:
    """One lead."""
    return get_object_or_404(Lead.objects.select_related("closure"), id=lead_id)
