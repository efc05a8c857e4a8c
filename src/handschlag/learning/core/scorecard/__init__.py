"""The scorecard: the win model as points of the agreement's own grammar, drafted for both sides to look at."""

from handschlag.learning.core.scorecard.amendment import amended
from handschlag.learning.core.scorecard.card import Card, Line
from handschlag.learning.core.scorecard.fitting import Demands, fit_card

__all__ = ["Card", "Demands", "Line", "amended", "fit_card"]
