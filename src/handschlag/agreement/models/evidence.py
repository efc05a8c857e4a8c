"""The evidence a version is proposed and signed with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from handschlag.agreement.core.evidence import NoEvidence, canonical_text, hash_with_text
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import User

if TYPE_CHECKING:
    from handschlag.agreement.models.version import Version


class Evidence(models.Model):
    """A document that was made for exactly these terms, such as the result of a backtest. Replaced while the version is a draft, dropped
    when its terms are revised, frozen with the proposal.

    ``document_json`` is the text exactly as it is hashed; ``hash`` its SHA-256, ``hash_with_terms`` what both sides sign.
    """

    version = models.OneToOneField("agreement.Version", models.CASCADE, primary_key=True, related_name="evidence")
    document_json = models.TextField()
    hash = models.CharField(max_length=64)
    hash_with_terms = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "evidence"

    @property
    def document(self) -> dict[str, Any]:
        """The document as plain data."""
        found: dict[str, Any] = json.loads(self.document_json)
        return found

    @classmethod
    def of(cls, version: Version, document: Mapping[str, Any], by: User, at: datetime) -> Evidence:
        """Evidence for the version, not stored yet. Refused where the document is none, or was made for other terms."""
        try:
            text = canonical_text(document)
        except NoEvidence as lack:
            raise Refused(_lacks()[lack.check]) from None
        if document["terms_hash"] != version.hash:
            raise Refused(_("This evidence was made for other terms than those of the draft. Make it again for these."))
        together = hash_with_text(version.terms, text)
        return cls(version=version, document_json=text, hash=_sha256(text), hash_with_terms=together, by=by, at=at)

    def holds_for(self, version: Version) -> bool:
        """Whether document and terms, as they are stored, still give the stored hashes."""
        return (
            _sha256(self.document_json) == self.hash
            and hash_with_text(version.terms, self.document_json) == self.hash_with_terms
            and self.document.get("terms_hash") == version.hash
        )


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _lacks() -> dict[str, str]:
    return {
        "object": _("Evidence is a JSON object."),
        "no_json": _("The evidence has no exact JSON form."),
        "too_large": _("The evidence is larger than 500 KB."),
        "kind": _("The evidence does not say what it is: “kind” is missing."),
        "made_at": _("The evidence does not say when it was made: “made_at” is a moment with its zone."),
        "terms_hash": _("The evidence does not say which terms it was made for: “terms_hash” is missing."),
    }
