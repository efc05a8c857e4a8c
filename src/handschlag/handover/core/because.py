"""Why this rep and not the others, in a form that stays small: reps are numbers in a lineup, and the largest group is "the rest"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from handschlag.handover.core.routing import Choice, LeadKnown, Obstacle, Rejected, Tie


def because(choice: Choice, lead: LeadKnown) -> dict[str, Any]:
    """What is stored with a handover: what tied the rep to the lead, the share, and for each other rep the reason, as JSON-ready data.

    What does not apply is left out, so that most reasons take some 150 bytes, whether there are ten reps or a thousand.
    """
    assert choice.tie is not None
    told = {
        "tie": choice.tie.name.lower(),
        "prefix": choice.prefix,
        "industry": choice.is_of_industry,
        "rule": lead.meant.rule if lead.meant and choice.tie is not Tie.OWNER else "",
        "language": lead.language if choice.speaks else "",
    }
    share = {"received_before": choice.received, "weight": choice.weight}
    return {key: value for key, value in told.items() if value} | share | grouped(choice.rejected)


def why_waiting(choice: Choice, lead: LeadKnown) -> dict[str, Any]:
    """What is stored while nobody gets a lead: the rule that applies, and how many reps could not take it for which reason."""
    counts = {why.value: len(places) for why, places in sorted(choice.rejected.items())}
    return {"rule": lead.meant.rule, "counts": counts} if lead.meant else {"counts": counts}


def grouped(rejected: Rejected) -> dict[str, Any]:
    """``others``: obstacle → places in the lineup; ``rest``: the obstacle of everybody who stands in none of them."""
    if not rejected:
        return {}
    rest = max(sorted(rejected), key=lambda why: len(rejected[why]))
    others = {why.value: list(places) for why, places in rejected.items() if why is not rest}
    return {"others": dict(sorted(others.items())), "rest": rest.value}


def others_of(told: Mapping[str, Any], lineup: Sequence[UUID], chosen: UUID) -> dict[UUID, Obstacle]:
    """Each rep of the lineup but the chosen, and why not they: the inverse of ``because``."""
    named = {lineup[place]: Obstacle(why) for why, places in told.get("others", {}).items() for place in places}
    rest = told.get("rest")
    return {rep_id: named.get(rep_id) or Obstacle(rest) for rep_id in lineup if rep_id != chosen and rest}


def counts_of(told: Mapping[str, Any], reps: int) -> dict[Obstacle, int]:
    """How many of a lineup of ``reps`` were passed over for which reason."""
    counts = {Obstacle(why): len(places) for why, places in told.get("others", {}).items()}
    rest = reps - 1 - sum(counts.values())
    return counts | {Obstacle(told["rest"]): rest} if rest and "rest" in told else counts
