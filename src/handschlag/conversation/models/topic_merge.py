"""Two topics turn out to say the same: from then on one stands for both, until somebody parts them again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handschlag.conversation.models.topic import Topic
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.organisation.models import User


class TopicMerge(models.Model):
    """``topic`` went into another of its kind. Its mentions stay its own; figures count them for the other while this holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(undone_at=None), name="a_topic_goes_into_one_other")
        ]

    @classmethod
    def make(cls, topic: Topic, into: Topic, *, by: User, at: datetime) -> TopicMerge:
        """From now on ``into`` stands for ``topic`` and for all that had gone into it. Refused across kinds, and where either is gone."""
        with transaction.atomic():
            _hold_all()
            topic.refresh_from_db()
            into.refresh_from_db()
            if topic == into:
                raise Refused(_("A topic cannot be merged with itself."))
            if topic.kind != into.kind:
                raise Refused(_("Only topics of the same kind are merged."))
            if topic.merged_into_id or into.merged_into_id:
                raise Refused(_("One of these topics was merged already."))
            if into.archived_at:
                raise Refused(_("An archived topic cannot stand for another."))
            merge = cls.objects.create(id=new_id(at), topic=topic, into=into, by=by, at=at)
            _settle()
            keys = {"key": topic.key, "into": into.key}
            record("topics_merged", at=at, actor=by.id, subject=("topic", topic.id), payload=keys)
        topic.refresh_from_db()
        return merge

    def undo(self, *, by: User, at: datetime) -> None:
        """The topic stands for itself again, with what had gone into it before; every mention is where it was made."""
        with transaction.atomic():
            _hold_all()
            if not TopicMerge.objects.filter(id=self.id, undone_at=None).update(undone_at=at, undone_by=by):
                raise Refused(_("This merge was undone already."))
            _settle()
            keys = {"key": self.topic.key, "into": self.into.key}
            record("topics_parted", at=at, actor=by.id, subject=("topic", self.topic_id), payload=keys)
        self.refresh_from_db()


def _hold_all() -> None:
    """Nobody else merges until the transaction ends: topics are few, and two merges could make a circle."""
    list(Topic.objects.select_for_update(of=("self",)).order_by("id").values_list("id"))


def _settle() -> None:
    """Point every topic at the end of its merges."""
    into = dict(TopicMerge.objects.filter(undone_at=None).values_list("topic", "into"))
    for topic in Topic.objects.all():
        end = topic.id
        while end in into:
            end = into[end]
        standing_for = None if end == topic.id else end
        if topic.merged_into_id != standing_for:
            Topic.objects.filter(id=topic.id).update(merged_into=standing_for)
