"""What several pages look for."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from handschlag.agreement.core.text import Language
from handschlag.agreement.forms import language
from handschlag.agreement.models import Version, may_draft
from handschlag.organisation.requests import Request


def found(number: int) -> Version:
    """The version of this number with everything around it, or 404."""
    return get_object_or_404(Version.objects.with_passage(), number=number)


def refuse_unless_may_draft(request: Request) -> None:
    """403 for who may only read."""
    if not may_draft(request.user, request.now):
        raise PermissionDenied


def language_asked(request: Request) -> Language:
    """The language of the contract: the viewer's, or the one asked for."""
    asked = request.GET.get("language")
    return cast(Language, asked) if asked in {"de", "en"} else language()
