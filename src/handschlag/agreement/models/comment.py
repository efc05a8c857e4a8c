"""What both sides say to each other about a proposed version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from handschlag.agreement.core.parts import parts_of
from handschlag.agreement.core.wording import visible
from handschlag.agreement.models.mandated import refuse_unless_may_draft, side_of
from handschlag.agreement.models.messages import tell_commented
from handschlag.agreement.models.state import OPEN
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import User

if TYPE_CHECKING:
    from handschlag.agreement.models.version import Version

MOST_CHARACTERS = 4_000
MOST_COMMENTS = 500


class Comment(models.Model):
    """Somebody said something about a proposed version: on the whole, on one part of its terms, or in answer to a comment. Never changed.

    ``about`` names a part as ``fit`` or ``fit.country``, "" the whole; ``side`` for whom it was said, "" where that is not one side.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey("agreement.Version", models.CASCADE, related_name="comments")
    about = models.CharField(max_length=130, blank=True)
    answers = models.ForeignKey("self", models.CASCADE, null=True, related_name="answered_with")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    @classmethod
    def write(
        cls, version: Version, text: str, *, by: User, at: datetime, about: str = "", answers: Comment | None = None
    ) -> Comment:
        """Say something about the proposed version: on the whole, on the part ``about`` of its terms, or in answer to a comment.

        For marketing, sales and holders of a mandate, until both sides have signed. The ledger keeps that it was said, not what.
        """
        refuse_unless_may_draft(by, at)
        said = visible(text)
        with transaction.atomic():
            version.hold(OPEN, at, _("Only a proposed version can be commented on."))
            _refuse(version, said, about, answers)
            made = cls.objects.create(
                id=new_id(at),
                version=version,
                about=answers.about if answers else about,
                answers=answers,
                by=by,
                side=side_of(by, at) or "",
                at=at,
                text=said,
            )
            version.record("agreement_commented", by, at, comment=str(made.id))
            tell_commented(made, by, at)
        return made

    def resolve(self, by: User, at: datetime) -> Resolution:
        """Both can leave it at that. Refused for an answer, and where it was resolved already."""
        refuse_unless_may_draft(by, at)
        with transaction.atomic():
            Comment.objects.select_for_update().get(pk=self.pk)
            if self.answers_id:
                raise Refused(_("An answer belongs to its comment: resolve that one."))
            if Resolution.objects.filter(comment=self).exists():
                raise Refused(_("This comment is resolved already."))
            resolution = Resolution.objects.create(comment=self, by=by, at=at)
            self.version.record("agreement_comment_resolved", by, at, comment=str(self.id))
        return resolution


class Resolution(models.Model):
    """A comment is settled: by whom and when."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="resolution")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


def _refuse(version: Version, said: str, about: str, answers: Comment | None) -> None:
    if not said:
        raise Refused(_("Say something."))
    if len(said) > MOST_CHARACTERS:
        raise Refused(_("A comment has at most 4,000 characters."))
    if version.comments.count() >= MOST_COMMENTS:
        raise Refused(_("There are 500 comments on this version already. Make a counter-proposal."))
    if about and about not in parts_of(version.terms):
        raise Refused(_("The terms have no such part."))
    if answers and (answers.version_id != version.id or answers.answers_id):
        raise Refused(_("Only a comment on this version can be answered."))
