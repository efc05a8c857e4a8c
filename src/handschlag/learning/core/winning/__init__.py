"""The win model: how likely a lead that is handed over is won, from what was known at the handover."""

from handschlag.learning.core.winning.columns import Typed, typed
from handschlag.learning.core.winning.evaluating import Evaluation, evaluate
from handschlag.learning.core.winning.few import TooFew
from handschlag.learning.core.winning.fitting import Choice, Fitted, fit
from handschlag.learning.core.winning.measuring import measured
from handschlag.learning.core.winning.model import WinModel

__all__ = ["Choice", "Evaluation", "Fitted", "TooFew", "Typed", "WinModel", "evaluate", "fit", "measured", "typed"]
