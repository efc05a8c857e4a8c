"""What the ledger says about backtests."""

from __future__ import annotations

from handschlag.ledger.registry import Fact, register

register(
    Fact(
        "backtest_made",
        en="Version {number} of the agreement was tried on history against version {against}",
        de="Fassung {number} der Vereinbarung wurde gegen Fassung {against} rückgerechnet",
    ),
    room="trial",
)
