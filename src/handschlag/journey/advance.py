"""Walking: facts not yet walked go through the steps in batches, each batch in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from handschlag.capture.models import Waiting, WaitingTouch, claim, walked, walking
from handschlag.journey.steps import JUDGING, STEPS, Walk
from handschlag.people.models import Lead, MarketingObjection, take_stirred
from handschlag.qualification.models import due_for_another_look

log = logging.getLogger(__name__)

BATCH = 20_000


def advance(now: datetime, limit: int = BATCH) -> int:
    """Walk up to ``limit`` waiting touches, oldest arrival first; returns how many were walked.

    A batch that fails is walked touch by touch, so that one bad touch holds up nobody; that one is set aside with
    what went wrong, stays countable, and raises an alarm in the log.
    """
    try:
        with transaction.atomic():
            walking()
            touches = claim(limit)
            _walk(touches, now)
        return len(touches)
    except Exception:
        log.exception("A batch could not be walked; its touches are walked one by one.")
        return _advance_one_by_one(now, limit)


def look_again(now: datetime, limit: int = BATCH) -> int:
    """Judge again the leads that time alone has changed (a window ended, points faded), and those stirred by something else than a
    touch (a merge, an objection on a page). Returns how many."""
    with transaction.atomic():
        walking()
        leads = set(due_for_another_look(now, limit)) | take_stirred(limit)
        _run(Walk(now=now, leads=leads), JUDGING)
    return len(leads)


def heed_objections(now: datetime, limit: int = BATCH) -> int:
    """Judge anew the open leads of people who withdrew a consent or objected. Returns how many said so."""
    with transaction.atomic():
        walking()
        objections = MarketingObjection.to_heed(limit)
        leads = Lead.objects.filter(contact__in=objections.values(), is_open=True).values_list("id", flat=True)
        _run(Walk(now=now, leads=set(leads)), JUDGING)
        MarketingObjection.heeded(objections, now)
    return len(objections)


def _walk(touches: Sequence[WaitingTouch], now: datetime) -> None:
    if not touches:
        return
    _run(Walk(now=now, touches=touches), STEPS)
    walked(touches)


def _run(walk: Walk, steps: Sequence) -> None:  # type: ignore[type-arg]
    for step in steps:
        step(walk)


def _advance_one_by_one(now: datetime, limit: int) -> int:
    ids = list(
        Waiting.objects.filter(set_aside_at=None).order_by("known_at").values_list("touch_id", flat=True)[:limit]
    )
    for touch_id in ids:
        try:
            with transaction.atomic():
                walking()
                _walk(claim(1, touch=touch_id), now)
        except Exception as problem:
            log.exception("Touch %s could not be walked and is set aside.", touch_id)
            Waiting.objects.filter(touch=touch_id).update(set_aside_at=now, problem=repr(problem)[:300])
    return len(ids)
