"""What nobody answered or decided is deleted when its time is over; the worker calls it now and then."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from handschlag.capture.models.challenge import SpentChallenge
from handschlag.capture.models.form import Form, FormCount
from handschlag.capture.models.opt_in import OptIn
from handschlag.capture.models.preference_key import PreferenceKey
from handschlag.capture.models.submission import Submission

HELD = timedelta(days=30)
"""How long a submission in doubt waits for somebody to decide."""

PORTION = 500


def forget_overdue(now: datetime) -> int:
    """Delete opt-ins nobody answered with all that waited for them, old questions, doubtful submissions, links and spent challenges."""
    with transaction.atomic():
        forgotten = _forget_opt_ins(now)
        held = Submission.objects.held().filter(submitted_at__lt=now - HELD)
        forgotten += held.filter(pk__in=list(held.values_list("pk", flat=True)[:PORTION])).delete()[0]
    PreferenceKey.objects.filter(expires_at__lt=now).delete()
    SpentChallenge.forget(now)
    return forgotten


def _forget_opt_ins(now: datetime) -> int:
    """A submission that entered at once stays, without what was ticked; one that waited goes entirely."""
    over = list(OptIn.objects.filter(expires_at__lte=now).select_related("submission__version")[:PORTION])
    unanswered = [opt_in.submission for opt_in in over if opt_in.confirmed_at is None]
    OptIn.objects.filter(pk__in=[opt_in.pk for opt_in in over]).delete()
    PreferenceKey.objects.filter(submission__in=unanswered).delete()
    Submission.objects.filter(pk__in=[one.pk for one in unanswered if one.entered_at is None]).delete()
    counts = Counter(one.version.form_id for one in unanswered)
    for form in Form.objects.filter(pk__in=counts):
        FormCount.add(form, now.date(), {FormCount.EXPIRED: counts[form.pk]})
    return len(over)
