"""What touches give: interest points and raised hands."""

from __future__ import annotations

import ibis
from ibis import Table, Value, _

from handschlag.qualification.core.measure.given import Rules, World
from handschlag.qualification.core.measure.times import KEY, values_that_meet

OF_A_RULE = ["criterion", "reason", "hundredths", "at_most", "half_life"]


def touches_that_match(world: World, rules: Rules) -> Table:
    """The touches that rules ask for. Grain: one row per touch and criterion.

    ``enters_at`` is when it had happened and was known, and with it the name by which it means the material asked for, ``ends_at`` when its window ends: half-open, the end no longer counts.
    """
    if rules.property_rules is None:
        return _matching(world.touches, rules.touch_rules)
    plain = _matching(world.touches, rules.touch_rules.filter(_.conditions == 0))
    conditional = _matching(world.touches, rules.touch_rules.filter(_.conditions > 0), "conditions")
    values = values_that_meet(world.properties, rules.property_rules)
    met = values.group_by("touch_id", "criterion").agg(met=_.condition.nunique())
    with_properties = conditional.join(met, ["touch_id", "criterion"]).filter(_.met == _.conditions)
    return ibis.union(plain, with_properties.select(plain.columns))


def _matching(touches: Table, rules: Table, *more: str) -> Table:
    matching = touches.join(
        rules,
        [
            touches.kind == rules.kind,
            rules.channel.isnull() | (touches.channel == rules.channel),
            rules.campaign.isnull() | (touches.campaign == rules.campaign),
            rules.material.isnull() | (touches.material == rules.material),
            rules.page.isnull() | (touches.page == rules.page),
            rules.page_start.isnull() | touches.page.startswith(rules.page_start),
        ],
    )
    return matching.select(
        "lead",
        "touch_id",
        "happened_at",
        *OF_A_RULE,
        *more,
        enters_at=ibis.greatest(_.happened_at, _.known_at, _.since),
        ends_at=_.happened_at + _.window,
    )


def in_window(moments: Table, matching: Table) -> Table:
    """Grain: one row per moment, criterion and touch whose window had begun, was known, and had not ended."""
    return moments.join(
        matching,
        [
            moments.lead == matching.lead,
            matching.enters_at <= moments.as_of,
            moments.as_of < matching.ends_at,
        ],
    )


def latest_in_window(open_windows: Table) -> Table:
    """Of more than ``at_most`` touches of a criterion the latest, by id where two are as late; hundredths faded to the moment."""
    latest_first = ibis.window(group_by=[*KEY, "criterion"], order_by=[_.happened_at.desc(), _.touch_id.desc()])
    ranked = open_windows.mutate(rank=ibis.row_number().over(latest_first))
    return ranked.filter(_.rank < _.at_most).mutate(hundredths=_faded)


def touch_reasons(counted: Table) -> Table:
    """What each criterion gives at each moment, from its counted touches, and what time will do to it.

    Grain: one row per moment and criterion. ``first_end`` and ``last_end`` are the first and last moment at which one of the
    touches stops counting; ``fading`` is how many touches fade, ``half_life`` is null where none does.
    """
    return counted.group_by([*KEY, "criterion", "reason"]).agg(
        hundredths=_.hundredths.sum().cast("int64"),
        evidence=ibis.struct({"rank": _.rank, "touch_id": _.touch_id}).collect().sort().map(lambda one: one.touch_id),
        first_end=_.ends_at.min(),
        last_end=_.ends_at.max(),
        half_life=_.half_life.min(),
        fading=_.half_life.count(),
    )


def touch_sums(moments: Table, matching: Table) -> Table:
    """Criterion, reason and hundredths as ``touch_reasons`` gives them, without evidence. Grain: one row per moment and criterion.

    What does not fade needs no ranking: which of many touches count makes no difference to their sum, only how many.
    """
    steady = in_window(moments, matching.filter(_.half_life.isnull()))
    counts = steady.group_by([*KEY, "criterion", "reason"]).agg(
        hundredths=ibis.least(_.count(), _.at_most.max()) * _.hundredths.max()
    )
    fading = latest_in_window(in_window(moments, matching.filter(_.half_life.notnull())))
    faded = fading.group_by([*KEY, "criterion", "reason"]).agg(hundredths=_.hundredths.sum().cast("int64"))
    return ibis.union(counts, faded)


def _faded(touch: Table) -> Value:
    """Hundredths of a touch at the moment judged: halved every half-life since it happened, rounded half up."""
    half_lives = (touch.as_of - touch.happened_at) / touch.half_life
    faded = touch.hundredths * ibis.literal(0.5).pow(half_lives)
    return touch.half_life.isnull().ifelse(touch.hundredths, (faded + 0.5).floor().cast("int64"))
