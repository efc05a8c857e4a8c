"""A call of the API that was answered: the same call under the same key gets the same answer, and nothing happens twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models, transaction

KEPT = timedelta(hours=48)
NONCE = 12


@dataclass(frozen=True)
class Answer:
    """Status and body, as they were sent."""

    status: int
    body: bytes


class OtherCallUnderThisKey(Exception):  # noqa: N818 – said to the caller, not an accident
    """The key was used for another call."""


class AnsweredCall(models.Model):
    """``digest`` is of token and key together, ``asked`` of the call. The answer is sealed under both, which nobody has but the caller:
    what it says about people is readable to them alone, and not for long.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    sealed = models.BinaryField(default=b"")
    at = models.DateTimeField(db_index=True)

    @classmethod
    def once(cls, token: str, key: str, asked: bytes, at: datetime, act: Callable[[], Answer]) -> tuple[Answer, bool]:
        """``act`` where this call was not answered under this key before, else its answer; and whether it is an old one.

        What ``act`` does, and that it was done, stand or fall together; an answer of 400 or more undoes both, and may be asked
        for again. Two calls at the same time are one after the other. Raises OtherCallUnderThisKey.
        """
        secret = sha256(f"handschlag/answer/{len(token)}/{token}/{key}".encode()).digest()
        digest, fingerprint = sha256(secret).hexdigest(), sha256(asked).hexdigest()
        with transaction.atomic():
            AnsweredCall.objects.bulk_create(
                [AnsweredCall(digest=digest, asked=fingerprint, at=at)], ignore_conflicts=True
            )
            call = cls.objects.select_for_update().get(digest=digest)
            if call.asked != fingerprint:
                raise OtherCallUnderThisKey
            if call.status is not None:
                sealed = bytes(call.sealed)
                return Answer(call.status, AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], None)), True
            answer = act()
            if answer.status >= 400:
                transaction.set_rollback(True)
                return answer, False
            nonce = os.urandom(NONCE)
            call.status, call.sealed = answer.status, nonce + AESGCM(secret).encrypt(nonce, answer.body, None)
            call.save(update_fields=["status", "sealed"])
        return answer, False

    @classmethod
    def forget_old(cls, now: datetime) -> int:
        """Nobody asks again after two days; returns how many went."""
        return cls.objects.filter(at__lt=now - KEPT).delete()[0]
