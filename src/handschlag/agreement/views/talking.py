"""What both sides say about a proposed version."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handschlag.agreement.core.parts import names_of_parts
from handschlag.agreement.forms import language
from handschlag.agreement.models import Comment
from handschlag.agreement.passage_forms import AnswerForm, CommentForm
from handschlag.agreement.views.found import found
from handschlag.kernel.refusal import Refused
from handschlag.organisation.access import EVERYBODY, allowed
from handschlag.organisation.requests import Request


@allowed(*EVERYBODY)
@require_POST
def comment(request: Request, number: int) -> HttpResponse:
    """Comment on a proposed version, or on a part of its terms."""
    version = found(number)
    form = CommentForm(names_of_parts(version.terms, language()), request.POST)
    if not form.is_valid():
        raise Refused(_("A comment has between 1 and 4,000 characters, on a part the terms have."))
    said = form.cleaned_data
    Comment.write(version, said["text"], by=request.user, at=request.now, about=said["about"])
    messages.success(request, _("Your comment is added, and the other side is told."))
    return redirect("agreement:version", number)


@allowed(*EVERYBODY)
@require_POST
def answer(request: Request, comment_id: UUID) -> HttpResponse:
    """Answer a comment."""
    comment = _comment(comment_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(_("An answer has between 1 and 4,000 characters."))
    text = form.cleaned_data["text"]
    Comment.write(comment.version, text, by=request.user, at=request.now, answers=comment)
    messages.success(request, _("Your answer is added, and the other side is told."))
    return redirect("agreement:version", comment.version.number)


@allowed(*EVERYBODY)
@require_POST
def resolve(request: Request, comment_id: UUID) -> HttpResponse:
    """Settle a comment."""
    comment = _comment(comment_id)
    comment.resolve(by=request.user, at=request.now)
    messages.success(request, _("The comment is resolved."))
    return redirect("agreement:version", comment.version.number)


def _comment(comment_id: UUID) -> Comment:
    return get_object_or_404(Comment.objects.select_related("version"), pk=comment_id)
