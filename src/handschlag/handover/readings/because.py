"""Why this rep and not the others, in sentences of the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from handschlag.agreement.core.terms import RoutingRule, Terms
from handschlag.handover.core.because import counts_of, others_of
from handschlag.handover.core.routing import Obstacle
from handschlag.handover.models import Handover, PoolEntry
from handschlag.handover.models.agreed import terms_of
from handschlag.organisation.core.languages import show_languages
from handschlag.organisation.models import Rep, User


@dataclass(frozen=True)
class Others:
    """Reps who did not get the lead for one reason: how many, and those by name whom the reader leads."""

    sentence: str
    names: list[str]


@dataclass(frozen=True)
class WhyThisRep:
    """``sentences`` say why this rep, ``others`` why not each other."""

    sentences: list[str]
    others: list[Others]


def why_this_rep(handover: Handover, user: User) -> WhyThisRep:
    """Nobody reads here who of other teams was away or had a full week; how many leads this week brought is told to the rep alone."""
    told = handover.chosen_because
    sentences = [*_because(told, terms_of(handover.version_id))]
    if user.id == handover.rep_id and "received_before" in told:
        sentences.append(_("It is your lead number {number} of that week.").format(number=told["received_before"] + 1))
    return WhyThisRep([one for one in sentences if one], _others(handover, user))


def chosen_because(handover: Handover) -> dict[str, Any]:
    """The same for programs; what says something about a single colleague is left out."""
    told = handover.chosen_because
    known = {key: told[key] for key in ("tie", "prefix", "industry", "rule", "language") if key in told}
    if handover.lineup is None:
        return known
    counts = counts_of(told, len(handover.lineup.reps))
    return known | {"others": {why.value: count for why, count in sorted(counts.items())}}


def _because(told: Mapping[str, Any], terms: Terms) -> Iterable[str]:
    tie = "industry" if told.get("industry") and told.get("tie") == "anywhere" else told.get("tie", "")
    yield ties().get(tie, "").format(prefix=told.get("prefix", ""))
    if told.get("industry") and tie != "industry":
        yield _("It is a territory of this industry; those go before territories of all industries.")
    rule = next((one for one in terms.routing.rules if one.key == told.get("rule")), None)
    if rule:
        yield rule_told(rule)
    if told.get("language"):
        language = show_languages([told["language"]], get_language() or "en")
        yield _("The rep speaks the lead's language: {language}.").format(language=language)
    if told.get("others", {}).get(Obstacle.LATER_IN_TURN) or told.get("rest") == Obstacle.LATER_IN_TURN:
        yield _("Among several who could have taken it, it was this rep's turn.")


def rule_told(rule: RoutingRule) -> str:
    """What a rule of the agreement asks for."""
    if rule.team and rule.skill:
        words = _("The rule “{rule}” of the agreement asks for the team {team} and the skill {skill}.")
    elif rule.team:
        words = _("The rule “{rule}” of the agreement asks for the team {team}.")
    else:
        words = _("The rule “{rule}” of the agreement asks for the skill {skill}.")
    return words.format(rule=rule.label, team=rule.team, skill=rule.skill)


def _others(handover: Handover, user: User) -> list[Others]:
    if handover.lineup is None:
        return []
    lineup, told = handover.lineup.rep_ids, handover.chosen_because
    led = dict(Rep.objects.filter(team__leader=user).values_list("user_id", "user__name"))
    names: dict[Obstacle, list[str]] = defaultdict(list)
    for rep_id, why in others_of(told, lineup, handover.rep_id).items() if led else ():
        if rep_id in led:
            names[why].append(led[rep_id])
    counts = counts_of(told, len(lineup))
    return [Others(counted(why, counts[why]), sorted(names[why])) for why in Obstacle if counts.get(why)]


def why_waiting(entry: PoolEntry) -> list[str]:
    """The rule that applies to a waiting lead, and how many of those it would fit could not take it for which reason."""
    told = entry.because
    rules = terms_of(entry.verdict.version_id).routing.rules
    by_rule = [rule_told(rule) for rule in rules if rule.key == told.get("rule")]
    counts = [(Obstacle(why), count) for why, count in told.get("counts", {}).items()]
    return by_rule + [counted(why, count) for why, count in counts if why in UNABLE]


UNABLE = (Obstacle.FULL, Obstacle.AWAY, Obstacle.RAN_OUT)


def counted(why: Obstacle, count: int) -> str:
    """How many reps were passed over for a reason, as a sentence."""
    words = {
        Obstacle.NOT_MEANT: ngettext(
            "{count} is not in the team, or does not have the skill, that the rule asks for.",
            "{count} are not in the team, or do not have the skill, that the rule asks for.",
            count,
        ),
        Obstacle.ELSEWHERE: ngettext("{count} has another territory.", "{count} have other territories.", count),
        Obstacle.AWAY: ngettext("{count} was away.", "{count} were away.", count),
        Obstacle.FULL: ngettext("{count} had a full week.", "{count} had a full week each.", count),
        Obstacle.RAN_OUT: ngettext(
            "{count} had this lead before and did not answer.",
            "{count} had this lead before and did not answer it.",
            count,
        ),
        Obstacle.WEAKER_TIE: ngettext(
            "{count} was tied to it less closely.", "{count} were tied to it less closely.", count
        ),
        Obstacle.OTHER_LANGUAGE: ngettext(
            "{count} does not speak the lead's language.", "{count} do not speak the lead's language.", count
        ),
        Obstacle.NOT_AT_WORK: ngettext(
            "{count} was not at work at that moment.", "{count} were not at work at that moment.", count
        ),
        Obstacle.LATER_IN_TURN: ngettext(
            "{count} could have taken it; it was not their turn.",
            "{count} could have taken it; it was not the turn of any of them.",
            count,
        ),
    }
    return words[why].format(count=count)


def ties() -> dict[str, str]:
    """What ties a rep to a lead, as a sentence."""
    return {
        "owner": _("The rep already looks after somebody of this company."),
        "account": _("The rep's territory names this company."),
        "postal_code": _("The rep's territory covers postal codes beginning with {prefix}."),
        "country": _("The rep's territory covers the whole country."),
        "part_of_country": _("The postal code is not known; the rep's territory lies in the same country."),
        "anywhere": _("No territory covers this place; the rep takes leads from anywhere."),
        "industry": _("The rep's territory is this industry, wherever it is."),
        "everybody": _("By the agreement territories make no difference."),
        "by_hand": _("A person in charge gave this lead to the rep."),
    }
