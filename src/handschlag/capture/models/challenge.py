"""What a page that shows a form carries so that a submission can prove its age and its work, once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing
from django.db import IntegrityError, models, transaction

from handschlag.capture.core.doubt import (
    LIFETIME,
    MOST_OF_A_FORM,
    MOST_OF_A_NETWORK,
    MOST_WITHOUT_PROOF,
    SHORTEST,
    SHORTEST_WITHOUT_PROOF,
    WINDOW,
    Reason,
    is_proof,
)
from handschlag.capture.models.form import Form, FormVersion

SIGNER = signing.Signer(salt="handschlag.capture.challenge")


class TurnedAway(Exception):  # noqa: N818 – it says what happened, and is no mistake of ours
    """A submission was not taken, for a declared reason; what was typed goes back to the person, who may try again."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Challenge:
    """Random, signed, bound to what its page showed (which version of which form, in which language) and when.

    So a consent is proved under the words that were really read, whatever was published meanwhile. Nothing is stored until it is spent.
    """

    nonce: str
    form: str
    number: int
    language: str
    made_at: datetime

    @classmethod
    def fresh(cls, version: FormVersion, language: str, at: datetime) -> Challenge:
        return cls(secrets.token_urlsafe(16), str(version.form_id), version.number, language, at)

    @classmethod
    def opened(cls, text: str, form: Form, at: datetime) -> Challenge:
        """The challenge behind what a page sent back. Raises ``TurnedAway`` where it is forged, another form's, or too old."""
        try:
            nonce, form_id, number, language, seconds = SIGNER.unsign_object(text)
            challenge = cls(nonce, form_id, number, language, datetime.fromtimestamp(seconds, UTC))
        except (signing.BadSignature, ValueError, TypeError, OverflowError):
            raise TurnedAway(Reason.STALE) from None
        if form_id != str(form.id) or not challenge.made_at <= at <= challenge.made_at + LIFETIME:
            raise TurnedAway(Reason.STALE)
        return challenge

    @property
    def sealed(self) -> str:
        """As the page carries it."""
        return SIGNER.sign_object([self.nonce, self.form, self.number, self.language, self.made_at.timestamp()])

    def is_spent(self) -> bool:
        return SpentChallenge.objects.filter(nonce=self.nonce).exists()

    def spend(self, form: Form, proof: str, network: str, at: datetime) -> Reason | None:
        """Use it up. Raises ``TurnedAway`` for a program's haste, a second use or too many of one network; in the caller's transaction.

        Returns the reason to hold the submission where the whole form is flooded.
        """
        has_proof = is_proof(self.nonce, proof)
        if at - self.made_at < (SHORTEST if has_proof else SHORTEST_WITHOUT_PROOF):
            raise TurnedAway(Reason.TOO_FAST)
        recent = SpentChallenge.objects.filter(spent_at__gt=at - WINDOW)
        of_network = recent.filter(network=network)
        if of_network.count() >= MOST_OF_A_NETWORK:
            raise TurnedAway(Reason.NETWORK)
        if not has_proof and of_network.filter(has_proof=False).count() >= MOST_WITHOUT_PROOF:
            raise TurnedAway(Reason.WITHOUT_PROOF)
        self._mark(form, network, has_proof, at)
        return Reason.FLOOD if recent.filter(form=form).count() > MOST_OF_A_FORM else None

    def _mark(self, form: Form, network: str, has_proof: bool, at: datetime) -> None:
        try:
            with transaction.atomic():
                SpentChallenge.objects.create(
                    nonce=self.nonce, form=form, network=network, has_proof=has_proof, spent_at=at
                )
        except IntegrityError:
            raise TurnedAway(Reason.USED) from None


class SpentChallenge(models.Model):
    """A challenge that was used, and from which network (an address cut short); forgotten once no page can carry it any more."""

    nonce = models.CharField(max_length=32, primary_key=True)
    form = models.ForeignKey(Form, models.CASCADE, related_name="+", db_index=False)
    network = models.CharField(max_length=50)
    has_proof = models.BooleanField()
    spent_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["network", "spent_at"], name="challenges_of_a_network"),
            models.Index(fields=["form", "spent_at"], name="challenges_of_a_form"),
        ]

    @classmethod
    def forget(cls, at: datetime) -> int:
        """Drop those that are too old to come again."""
        gone, _rows = cls.objects.filter(spent_at__lt=at - LIFETIME).delete()
        return gone
