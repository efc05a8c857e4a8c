"""What the ledger says about experiments."""

from __future__ import annotations

from handschlag.ledger.registry import Fact, register

register(
    Fact(
        "experiment_planned",
        en="An experiment without the channel {channel} was planned and its lot drawn",
        de="Ein Versuch ohne den Kanal {channel} wurde geplant und ausgelost",
    )
)
register(
    Fact(
        "experiment_stopped",
        en="The experiment without the channel {channel} was broken off",
        de="Der Versuch ohne den Kanal {channel} wurde abgebrochen",
    )
)
register(
    Fact(
        "experiment_read",
        en="The effect of the experiment without the channel {channel} was read",
        de="Die Wirkung des Versuchs ohne den Kanal {channel} wurde abgelesen",
    )
)
