"""The one measure of qualification: the same expressions judge one lead now and all leads of last year."""

from handschlag.qualification.core.measure.asking import conditions_met, values_known
from handschlag.qualification.core.measure.deciding import decisions, judgements
from handschlag.qualification.core.measure.given import Rules, World

__all__ = ["Rules", "World", "conditions_met", "decisions", "judgements", "values_known"]
