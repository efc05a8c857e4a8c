"""The one measure of qualification: the same expression judges one lead now and all leads of last year."""

from __future__ import annotations

import ibis
from ibis import Table, Value, _

KEY = ["lead_id", "as_of"]

HOUR = 3_600_000_000
DAY = 24 * HOUR


def judgements(
    moments: Table,
    touches: Table,
    attributes: Table,
    bases: Table,
    touch_rules: Table,
    attribute_rules: Table,
    thresholds: Table,
) -> Table:
    """Judge every moment by the rules. The tables are described in ``tables``; the rules of an agreement come from ``rules``.

    Grain: one row per row of ``moments``. Columns: ``decision`` (qualified, not_yet, never); ``fit``, ``interest`` and ``points``
    in hundredths; ``reasons``, a list of criterion, reason (fit, interest, hand_raiser, exclusion, no_basis), hundredths and
    evidence (ids of touches, latest first; or the attribute's text), in no order, empty where nothing counted; ``look_again_at``,
    a moment not later (under fading: not more than an hour later) than the first at which time alone changes the decision,
    null where it never does.

    The order of decisions: excluded or without a basis → never; a hand raised → qualified; thresholds reached → qualified.
    A result takes as long to compute as its columns need: whoever drops ``reasons`` does not pay for the evidence.
    """
    reasons = ibis.union(
        touch_reasons(counted_touches(moments, touches, touch_rules)),
        attribute_reasons(attributes_as_known(moments, attributes, attribute_rules), attribute_rules),
        missing_bases(moments, bases),
    )
    return _decided(_totals(moments, reasons), thresholds)


def counted_touches(moments: Table, touches: Table, touch_rules: Table) -> Table:
    """The touches that give points or raise a hand, each for every criterion it meets.

    Grain: one row per moment, criterion and touch. A touch counts at a moment when it had happened and it was known by then, and with it
    the name by which it means the material asked for, and its window had not ended (half-open: the end no longer counts); of more than ``at_most`` the latest, by id where two are as late.
    ``hundredths`` are faded to the moment: halved every half-life, rounded half up for each touch.
    """
    touches_that_match = touches.join(
        touch_rules,
        [
            touches.kind == touch_rules.kind,
            touch_rules.channel.isnull() | (touches.channel == touch_rules.channel),
            touch_rules.campaign.isnull() | (touches.campaign == touch_rules.campaign),
            touch_rules.material.isnull() | (touches.material == touch_rules.material),
            touch_rules.page.isnull() | (touches.page == touch_rules.page),
            touch_rules.page_start.isnull() | touches.page.startswith(touch_rules.page_start),
        ],
    ).select(
        "lead_id",
        "touch_id",
        "happened_at",
        "criterion",
        "reason",
        "hundredths",
        "at_most",
        "half_life",
        known_at=ibis.greatest(_.known_at, _.since),
        ends_at=_.happened_at + _.window,
    )
    touches_in_window = moments.join(
        touches_that_match,
        [
            moments.lead_id == touches_that_match.lead_id,
            touches_that_match.happened_at <= moments.as_of,
            touches_that_match.known_at <= moments.as_of,
            moments.as_of < touches_that_match.ends_at,
        ],
    )
    latest_first = ibis.window(group_by=[*KEY, "criterion"], order_by=[_.happened_at.desc(), _.touch_id.desc()])
    return (
        touches_in_window.mutate(rank=ibis.row_number().over(latest_first))
        .filter(_.rank < _.at_most)
        .mutate(hundredths=_faded)
    )


def touch_reasons(counted: Table) -> Table:
    """What each criterion gives at each moment, from its counted touches, and what time will do to it.

    Grain: one row per moment and criterion. ``first_end`` and ``last_end`` are the first and last moment at which one of the
    touches stops counting; ``fading`` is how many touches fade, ``half_life`` is null where none does.
    """
    return counted.group_by([*KEY, "criterion", "reason"]).agg(
        hundredths=_.hundredths.sum().cast("int64"),
        evidence=_.touch_id.collect(order_by=[_.happened_at.desc(), _.touch_id.desc()]),
        first_end=_.ends_at.min(),
        last_end=_.ends_at.max(),
        half_life=_.half_life.min(),
        fading=_.half_life.count(),
    )


def attributes_as_known(moments: Table, attributes: Table, attribute_rules: Table) -> Table:
    """The value of each attribute the rules ask for, as known at each moment.

    Grain: one row per moment and attribute. The latest ``happened_at`` among what was known counts; of two as late the one
    whose text sorts last: when we heard of them must not matter.
    """
    asked_for = attributes.semi_join(attribute_rules, "name")
    known = moments.join(asked_for, [moments.lead_id == asked_for.lead_id, asked_for.known_at <= moments.as_of])
    latest_first = ibis.window(group_by=[*KEY, "name"], order_by=[_.happened_at.desc(), _.text.desc()])
    return (
        known.mutate(rank=ibis.row_number().over(latest_first))
        .filter(_.rank == 0)
        .select(*KEY, "name", "text", "number")
    )


def attribute_reasons(as_known: Table, attribute_rules: Table) -> Table:
    """The fit criteria and exclusions that apply at each moment.

    Grain: one row per moment and criterion. Texts are compared without regard to upper and lower case; an empty text is no value.
    """
    met = (
        ((attribute_rules.comparison == "text") & (as_known.text.lower() == attribute_rules.value.lower()))
        | (
            (attribute_rules.comparison == "between")
            & (attribute_rules.at_least.isnull() | (as_known.number >= attribute_rules.at_least))
            & (attribute_rules.below.isnull() | (as_known.number < attribute_rules.below))
        )
        | (attribute_rules.comparison == "present")
    )
    matches = as_known.filter(_.text != "").join(attribute_rules, [as_known.name == attribute_rules.name, met])
    return _without_future(
        matches.group_by([*KEY, "criterion", "reason"]).agg(hundredths=_.hundredths.max(), text=_.text.max()),
        evidence=ibis.array([_.text]),
    )


def missing_bases(moments: Table, bases: Table) -> Table:
    """The moments at which the contact could not be scored: withdrawn, objected, blocked, or no basis. Grain: one row per such moment.

    ``bases`` are the turns of ``people.core.permission``; the latest known counts, of two as late the no. A lead without any is scored.
    """
    known = moments.join(bases, [moments.lead_id == bases.lead_id, bases.known_at <= moments.as_of])
    latest_first = ibis.window(group_by=KEY, order_by=[_.happened_at.desc(), _.is_given.asc()])
    latest = known.mutate(rank=ibis.row_number().over(latest_first)).filter(_.rank == 0)
    return _without_future(
        latest.filter(~_.is_given).select(
            *KEY,
            criterion=ibis.literal("no_basis"),
            reason=ibis.literal("no_basis"),
            hundredths=ibis.literal(0, "int64"),
        ),
        evidence=ibis.literal([], "array<string>"),
    )


def _totals(moments: Table, reasons: Table) -> Table:
    """Grain: one row per moment. Sums of hundredths, whether something decides at once, and when time may change what."""
    per_moment = reasons.group_by(KEY).agg(
        fit=_.hundredths.sum(where=_.reason == "fit"),
        interest=_.hundredths.sum(where=_.reason == "interest"),
        is_never=_.reason.isin(["exclusion", "no_basis"]).any(),
        is_raised=(_.reason == "hand_raiser").any(),
        raised_until=_.last_end.max(where=_.reason == "hand_raiser"),
        falls_at=_.first_end.min(where=_.hundredths > 0),
        rises_at=_.first_end.min(where=_.hundredths < 0),
        fading=_.hundredths.sum(where=(_.hundredths > 0) & (_.fading > 0)).cast("float64"),
        fading_touches=_.fading.sum(where=_.hundredths > 0).cast("float64"),
        half_life=_.half_life.min(where=_.hundredths > 0),
        is_recovering=((_.hundredths < 0) & (_.fading > 0)).any(),
        reasons=ibis.struct(
            {"criterion": _.criterion, "reason": _.reason, "hundredths": _.hundredths, "evidence": _.evidence}
        ).collect(),
    )
    joined = moments.left_join(per_moment, KEY).select(
        *KEY, *(column for column in per_moment.columns if column not in KEY)
    )
    return joined.mutate(
        fit=_.fit.fill_null(0).cast("int64"),
        interest=_.interest.fill_null(0).cast("int64"),
        is_never=_.is_never.fill_null(False),
        is_raised=_.is_raised.fill_null(False),
    ).mutate(points=_.fit + _.interest)


def _decided(totals: Table, thresholds: Table) -> Table:
    """Grain: one row per moment. ``above`` is how many hundredths may be lost before a threshold is, below zero where one is missed."""
    asked = thresholds.rename({"asked_points": "points", "asked_fit": "fit", "asked_interest": "interest"})
    weighed = totals.cross_join(asked).mutate(
        above=ibis.least(_.points - _.asked_points, _.interest - _.asked_interest), fits=_.fit >= _.asked_fit
    )
    decided = weighed.mutate(
        decision=ibis.cases(
            (_.is_never, "never"), (_.is_raised | (_.fits & (_.above >= 0)), "qualified"), else_="not_yet"
        ),
        faded_at=_faded_at,
        recovered_at=_.is_recovering.ifelse(_.as_of + DAY, ibis.null("int64")),
    )
    return decided.mutate(look_again_at=_look_again_at).select(
        *KEY, "decision", "fit", "interest", "points", "look_again_at", "reasons"
    )


def _look_again_at(table: Table) -> Value:
    """When time alone may change the decision: see :func:`judgements`. ``least`` leaves nulls out, on every engine we use.

    A raised hand holds until its window ends. Points over the thresholds hold until the first touch that gives some ends, or they
    have faded. Below the thresholds only criteria with negative points can lift a lead by going away: when a touch of one ends, or
    daily while one fades.
    """
    return ibis.cases(
        (table.is_never, ibis.null("int64")),
        (table.is_raised, table.raised_until),
        (table.decision == "qualified", ibis.least(table.falls_at, table.faded_at)),
        else_=ibis.least(table.rises_at, table.recovered_at),
    )


def _faded_at(table: Table) -> Value:
    """No fading can miss a threshold before this moment, but within the next hour; null where fading alone never will.

    All that fades does so at the shortest half-life or slower, and each touch is rounded by half a hundredth at most: from
    ``fading`` less that, to what must be left for the threshold and that. An hour is the least wait, so that looking again ends.
    """
    rounding = table.fading_touches / 2
    enough = table.fading - table.above - 1 + rounding
    half_lives = (ibis.greatest(table.fading - rounding, 0.5) / enough).log2()
    wait = ibis.greatest((table.half_life * half_lives).floor().cast("int64"), HOUR)
    return ((table.fading > 0) & (enough > 0)).ifelse(table.as_of + wait, ibis.null("int64"))


def _faded(touch: Table) -> Value:
    """Hundredths of a touch at the moment judged: halved every half-life since it happened, rounded half up."""
    half_lives = (touch.as_of - touch.happened_at) / touch.half_life
    faded = touch.hundredths * ibis.literal(0.5).pow(half_lives)
    return touch.half_life.isnull().ifelse(touch.hundredths, (faded + 0.5).floor().cast("int64"))


def _without_future(reasons: Table, evidence: Value) -> Table:
    """Reasons that time alone does not touch, in the columns of ``touch_reasons``."""
    never = ibis.null("int64")
    return reasons.select(
        *KEY,
        "criterion",
        "reason",
        "hundredths",
        evidence=evidence,
        first_end=never,
        last_end=never,
        half_life=never,
        fading=ibis.literal(0, "int64"),
    )
