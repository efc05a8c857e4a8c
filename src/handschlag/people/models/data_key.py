"""A key for each person, under which words about them are kept: destroyed, it leaves them unreadable wherever they still lie."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import models

from handschlag.capture.models import secret_for
from handschlag.kernel.ids import new_id
from handschlag.people.core.sealing import opened, opened_bytes, sealed, sealed_bytes
from handschlag.people.models.contact import Contact

MARK = "\u27e6sealed\u27e7"
"""How a sealed text begins; what does not is plain."""

LENGTH = 32


class DataKey(models.Model):
    """The key of a contact: 256 random bits, wrapped by AES-256-GCM under the installation's secret. A merge may bring a second one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="data_keys")
    wrapped = models.BinaryField()

    @classmethod
    def of(cls, contact_id: UUID) -> tuple[UUID, bytes]:
        """The contact's key with its id, made where there is none yet. In the caller's transaction."""
        kept = cls.objects.filter(contact=contact_id).order_by("id").first()
        if kept:
            return kept.id, opened_bytes(bytes(kept.wrapped), secret_for("data keys"))
        key = os.urandom(LENGTH)
        made = cls.objects.create(contact_id=contact_id, wrapped=sealed_bytes(key, secret_for("data keys")))
        return made.id, key

    @classmethod
    def destroy(cls, contact_id: UUID) -> int:
        """Nobody reads what was sealed for this contact any more; returns how many keys went."""
        gone = cls.objects.filter(contact=contact_id).delete()[0]
        _key.cache_clear()
        return gone


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # no generic at run time
    """Text about a person that is neither searched nor measured: sealed under the person's key when stored, plain in Python.

    The model says whose it is by ``contact_id_of_words``. Empty text stays empty; what was stored plain is read plain. Text whose key
    was destroyed reads as empty.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = super().pre_save(model_instance, add)
        owner: Any = model_instance
        return seal(text, owner.contact_id_of_words) if text and not text.startswith(MARK) else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return unseal(value) if isinstance(value, str) and value.startswith(MARK) else value


def seal(text: str, contact_id: UUID) -> str:
    """The text under the contact's key, with the key's id."""
    key_id, key = DataKey.of(contact_id)
    return f"{MARK}{key_id}:{b64encode(sealed(text, key)).decode()}"


def unseal(token: str) -> str:
    """The text; "" where its key was destroyed."""
    key_id, _colon, box = token.removeprefix(MARK).partition(":")
    try:
        return opened(b64decode(box), _key(key_id))
    except (LookupError, InvalidTag):
        return ""


def unseal_many(tokens: Sequence[str]) -> list[str]:
    """Many texts as they are stored, plain or sealed, in one question to the database; "" where a key was destroyed.

    Keys and texts are not kept: this is for learning from many, not for showing.
    """
    parts = [token.removeprefix(MARK).partition(":") if token.startswith(MARK) else None for token in tokens]
    ids = {UUID(part[0]) for part in parts if part}
    wrapped = {key: bytes(box) for key, box in DataKey.objects.filter(id__in=ids).values_list("id", "wrapped")}
    secret = secret_for("data keys")
    keys = {str(key): opened_bytes(box, secret) for key, box in wrapped.items()}
    return [_opened(part, keys) if part else token for token, part in zip(tokens, parts, strict=True)]


def _opened(part: tuple[str, str, str], keys: Mapping[str, bytes]) -> str:
    key_id, _colon, box = part
    try:
        return opened(b64decode(box), keys[key_id])
    except (LookupError, InvalidTag):
        return ""


@lru_cache(maxsize=2_000)
def _key(key_id: str) -> bytes:
    """Kept in this process's memory, so that a page of conversations does not ask for each again."""
    wrapped = DataKey.objects.filter(id=UUID(key_id)).values_list("wrapped", flat=True).first()
    if wrapped is None:
        raise LookupError(key_id)
    return opened_bytes(bytes(wrapped), secret_for("data keys"))
