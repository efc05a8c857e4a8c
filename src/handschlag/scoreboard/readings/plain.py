"""The scoreboard in the types of JSON: what the command line prints and the API answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from handschlag.kernel.canonical import plain
from handschlag.scoreboard.core.duties import Standing
from handschlag.scoreboard.core.funnel import Stage
from handschlag.scoreboard.core.problems import Finding
from handschlag.scoreboard.readings.duties import Duties
from handschlag.scoreboard.readings.funnel import ChannelFunnel, Funnel


def plain_funnel(funnel: Funnel, problems: list[Finding]) -> dict[str, Any]:
    """Stages, channels and problems. Shares and rates run from 0 to 1; amounts are in the currency's smallest unit."""
    return {
        "stages": [
            {"stage": stage.value, "count": funnel.counts[stage], "share": funnel.share(stage)} for stage in Stage
        ],
        "channels": [_channel(channel) for channel in funnel.channels],
        "problems": [_problem(finding) for finding in problems],
    }


def plain_duties(duties: Duties) -> dict[str, Any]:
    """Both sides' duties; ``share`` is ``done`` of ``of``."""
    return {
        "marketing": [_standing(standing) for standing in duties.marketing],
        "sales": [_standing(standing) for standing in duties.sales],
    }


def _channel(channel: ChannelFunnel) -> dict[str, Any]:
    low, high = channel.interval or (None, None)
    return {
        "channel": channel.channel,
        "leads": channel.leads,
        "won": channel.won,
        "rate": channel.rate,
        "low": low,
        "high": high,
        "values": [{"minor": value.minor, "currency": value.currency} for value in channel.values],
        "won_without_value": channel.won_without_value,
        "stages": {stage.value: channel.counts[stage] for stage in Stage},
    }


def _problem(finding: Finding) -> dict[str, Any]:
    examples = [
        {name: plain(value) for name, value in asdict(example).items() if value} for example in finding.examples
    ]
    return {"problem": finding.problem.value, "count": finding.count, "examples": examples}


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        **asdict(standing),
        "promise": standing.promise.value,
        "state": standing.state.value,
        "share": standing.share,
    }
