"""What both sides said about a version: comment by comment with its answers, the open ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from handschlag.agreement.core.parts import names_of_parts
from handschlag.agreement.core.text import Language
from handschlag.agreement.models import Comment, Resolution, Version
from handschlag.organisation.models import Side

ON_A_PAGE = 20


@dataclass(frozen=True)
class Said:
    """A comment with the name of what it is about, for whom it was said, and its answers."""

    comment: Comment
    about: str
    side: str
    answers: Sequence[Said]
    resolution: Resolution | None


def comments(version: Version, language: Language, page: int | str = 1) -> Page[Said]:
    """Comments on the version, open ones first, each with its answers in their order."""
    top = version.comments.filter(answers=None).select_related("by", "resolution__by")
    found = top.prefetch_related("answered_with__by")
    open_first = sorted(found, key=lambda comment: (hasattr(comment, "resolution"), comment.at, str(comment.id)))
    names = names_of_parts(version.terms, language)
    return Paginator([_said(comment, names) for comment in open_first], ON_A_PAGE).get_page(page)


def _said(comment: Comment, names: dict[str, str]) -> Said:
    answers = [] if comment.answers_id else [_said(answer, names) for answer in comment.answered_with.all()]
    return Said(
        comment=comment,
        about=names.get(comment.about, comment.about),
        side=str(Side(comment.side).label) if comment.side else "",
        answers=answers,
        resolution=getattr(comment, "resolution", None),
    )
