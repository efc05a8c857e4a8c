from handschlag.trial.models.backtest import Backtest, TriedLead
from handschlag.trial.models.running import run_next_backtest

__all__ = ["Backtest", "TriedLead", "run_next_backtest"]
