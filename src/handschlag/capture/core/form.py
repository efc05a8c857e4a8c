"""The grammar of a form: closed, typed, bounded data. Nothing in it is markup and nothing is evaluated."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

MOST_FIELDS, MOST_OPTIONS, MOST_ORIGINS = 30, 60, 20

# What stands on a page must be what is seen: no control characters but line ends, nothing invisible, nothing that turns writing round.
_VISIBLE = r"^[^\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
Sentence = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True, pattern=_VISIBLE)]
Paragraph = Annotated[str, StringConstraints(max_length=2_000, strip_whitespace=True, pattern=_VISIBLE)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
OuterKey = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True, pattern=_VISIBLE)]
Purpose = Literal["scoring", "email", "phone"]


class Part(BaseModel):
    """Every part is frozen and knows exactly its own fields; an unknown field is an error, not a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Part):
    """What is said in both languages; where one is missing the other stands in."""

    en: Paragraph = ""
    de: Paragraph = ""

    def said(self, language: str) -> str:
        return (self.de or self.en) if language == "de" else (self.en or self.de)

    def __bool__(self) -> bool:
        return bool(self.en or self.de)


class FieldKind(StrEnum):
    """What a field asks for. All but the own ones know by themselves which attribute they fill."""

    EMAIL = "email"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    COMPANY = "company"
    POSITION = "position"
    PHONE = "phone"
    COUNTRY = "country"
    POSTAL_CODE = "postal_code"
    EMPLOYEES = "employees"
    SELF_REPORTED = "self_reported"
    MESSAGE = "message"
    TEXT = "text"
    CHOICE = "choice"
    CHECKBOX = "checkbox"
    HIDDEN = "hidden"


OWN_KINDS = frozenset({FieldKind.TEXT, FieldKind.CHOICE, FieldKind.CHECKBOX, FieldKind.HIDDEN})
"""Kinds that say themselves which attribute they fill; of these a form may hold several."""

FILLS = {kind: kind.value for kind in FieldKind if kind not in OWN_KINDS} | {
    FieldKind.SELF_REPORTED: "self_reported_source"
}

RESERVED = frozenset({*FILLS.values(), "consent", "name", "language", "domain", "form"})
"""Attributes that an own field may not fill: they have a kind of their own, or the house fills them."""


class Option(Part):
    """One answer to choose; ``value`` is what is kept, whatever language it was chosen in."""

    value: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True, pattern=_VISIBLE)]
    label: Words


class FormField(Part):
    """One question. ``key`` names it within the form, ``fills`` is the attribute it becomes (the message: a property)."""

    kind: FieldKind
    key: Key
    fills: Key
    label: Words = Words()
    help: Words = Words()
    required: bool = False
    options: Annotated[tuple[Option, ...], Field(max_length=MOST_OPTIONS)] = ()
    value: Sentence = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind not in OWN_KINDS and self.fills != FILLS[self.kind]:
            raise PydanticCustomError("fills_fixed", "this kind of field fills its own attribute")
        if self.kind in OWN_KINDS and self.fills in RESERVED:
            raise PydanticCustomError("fills_reserved", "this attribute has a kind of field of its own")
        if self.kind is FieldKind.CHOICE and not self.options:
            raise PydanticCustomError("no_options", "a choice needs options")
        if self.options and self.kind not in (FieldKind.CHOICE, FieldKind.SELF_REPORTED):
            raise PydanticCustomError("needless_options", "only a choice has options")
        if len({option.value for option in self.options}) < len(self.options):
            raise PydanticCustomError("double_option", "two options are the same")
        if self.kind is FieldKind.HIDDEN and not self.value:
            raise PydanticCustomError("no_value", "a hidden field needs a value")
        return self


class ConsentAsked(Part):
    """A box that is shown unticked, with the wording of its purpose. Required only where the form is about nothing else."""

    purpose: Purpose
    required: bool = False


class Entry(StrEnum):
    """From when a submission counts: at once (somebody asks for us), or only after the address has been confirmed."""

    AT_ONCE = "at_once"
    CONFIRMED = "confirmed"


def _an_origin(text: str) -> str:
    if not re.fullmatch(r"https?://[a-z0-9.-]{1,200}(:\d{1,5})?", text):
        raise PydanticCustomError("no_origin", "an origin is written as https://www.example.com")
    return text


def _an_address(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username or "\\" in text):
        raise PydanticCustomError("no_address", "an address is written as https://www.example.com/thanks")
    return text


Origin = Annotated[str, AfterValidator(_an_origin)]
Address = Annotated[
    str, StringConstraints(max_length=500, strip_whitespace=True, pattern=r"^[!-~]*$"), AfterValidator(_an_address)
]


class FormSpec(Part):
    """A whole form as marketing built it; complete only where :func:`lacking` names nothing.

    ``answering`` are purposes that the request itself allows, on the basis *contract* (whoever asks to be called may be called
    back); never e-mail, which only a confirmed address allows. ``origins`` are the sites that may embed the form and to which it may lead on.
    """

    title: Words = Words()
    intro: Words = Words()
    fields: Annotated[tuple[FormField, ...], Field(max_length=MOST_FIELDS)] = ()
    consents: Annotated[tuple[ConsentAsked, ...], Field(max_length=3)] = ()
    submit: Words = Words(en="Send", de="Absenden")
    thanks: Words = Words(
        en="Thank you. We have received what you sent.", de="Vielen Dank. Ihre Angaben sind angekommen."
    )
    leads_to: Address = ""
    entry: Entry = Entry.CONFIRMED
    answering: Annotated[tuple[Literal["scoring", "phone"], ...], Field(max_length=2)] = ()
    kind: Kind = "form_submitted"
    material: OuterKey = ""
    campaign: OuterKey = ""
    channel: OuterKey = ""
    origins: Annotated[tuple[Origin, ...], Field(max_length=MOST_ORIGINS)] = ()

    @model_validator(mode="after")
    def _names_things_once(self) -> Self:
        for names in ([field.key for field in self.fields], [field.fills for field in self.fields]):
            if len(set(names)) < len(names):
                raise PydanticCustomError("asked_twice", "two fields ask for the same")
        if len({asked.purpose for asked in self.consents}) < len(self.consents):
            raise PydanticCustomError("consent_twice", "two boxes ask for the same consent")
        return self

    def field_of(self, kind: FieldKind) -> FormField | None:
        """The field of this kind, where the form has one."""
        return next((field for field in self.fields if field.kind is kind), None)

    @property
    def needs_confirmation(self) -> bool:
        """Whether a submission may wait for its address to be confirmed."""
        return self.entry is Entry.CONFIRMED or bool(self.consents)


class Lack(StrEnum):
    """What a form needs before it can be published."""

    TITLE = "title"
    LABEL = "label"
    NOBODY = "nobody"
    ADDRESS = "address"
    PLACE_TO_LEAD_TO = "place_to_lead_to"
    TEXT = "text"


def lacking(spec: FormSpec, written: frozenset[str], own_host: str) -> list[tuple[Lack, str]]:
    """What is missing, with the field, host or text it concerns. ``written`` are the purposes (and ``notice``) that have a text."""
    found = [] if spec.title else [(Lack.TITLE, "")]
    found += [
        (Lack.LABEL, field.key) for field in spec.fields if field.kind is not FieldKind.HIDDEN and not field.label
    ]
    email, phone = spec.field_of(FieldKind.EMAIL), spec.field_of(FieldKind.PHONE)
    if spec.needs_confirmation and not (email and email.required):
        found.append((Lack.ADDRESS, ""))
    elif not any(field and field.required for field in (email, phone)):
        found.append((Lack.NOBODY, ""))
    host = urlsplit(spec.leads_to).hostname
    if host and host not in {own_host, *(urlsplit(origin).hostname for origin in spec.origins)}:
        found.append((Lack.PLACE_TO_LEAD_TO, host))
    wanted = ["notice", *(asked.purpose for asked in spec.consents)]
    return found + [(Lack.TEXT, text) for text in wanted if text not in written]
