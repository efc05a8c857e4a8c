"""How a handover was answered. Each answer is a row with who and when; a handover has at most one that ends it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.agreement.core.terms import Afterwards


class Acceptance(models.Model):
    """Sales took the lead: ownership passes here."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="acceptance")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ReturnQuerySet(models.QuerySet["Return"]):
    def that_stand(self) -> ReturnQuerySet:
        """Without those that were disputed and ruled not to count."""
        return self.exclude(dispute__ruling__is_upheld=True)


class Return(models.Model):
    """Sales gave the lead back, with a reason from the agreement's list and a sentence."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="return_row")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=60)
    sentence = models.TextField(blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["reason", "at"], name="returns_by_reason")]


class LettingGo(models.Model):
    """Sales lets a lead go that it had accepted: because nobody was reached, as agreed (``by`` is empty), or by hand with a reason from
    the agreement's list. ``then`` is what became of the lead."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="letting_go")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    then = models.CharField(max_length=12)
    reason = models.CharField(max_length=60, blank=True)
    sentence = models.TextField(blank=True)

    @property
    def what_follows(self) -> str:
        """What became of the lead, as a sentence."""
        return str(FOLLOWS[Afterwards(self.then)])


FOLLOWS = {
    Afterwards.NURTURE: _("Marketing nurtures the lead."),
    Afterwards.DISQUALIFY: _("The lead is closed."),
    Afterwards.RECYCLE: _("The lead is closed, and opened anew on its day."),
}


class Timeout(models.Model):
    """Nobody answered in time: the handover ran out and the lead went back to the pool."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="timeout")
    at = models.DateTimeField()


class Reassignment(models.Model):
    """Somebody in charge gave the lead to another rep: this handover ended, ``successor`` took its place with clocks of its own."""

    handover = models.OneToOneField("Handover", models.CASCADE, primary_key=True, related_name="reassignment")
    successor = models.OneToOneField("Handover", models.CASCADE, related_name="reassigned_from")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
