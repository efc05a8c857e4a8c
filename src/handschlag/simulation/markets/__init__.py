"""Six markets with known truth, in which policies that choose leads are held against each other: two years each, of numbers alone.

Receives a market and a seed; leaves behind what a house would know, in the tables of the measure, and apart from it what is true.
They are frozen: digests of their tables stand in a test, so that whoever builds what learns cannot bend what it learns from.
"""

from handschlag.simulation.markets.consulting import CONSULTING
from handschlag.simulation.markets.drifting import DRIFTING
from handschlag.simulation.markets.machinery import MACHINERY
from handschlag.simulation.markets.market import Market
from handschlag.simulation.markets.saturated import SATURATED
from handschlag.simulation.markets.software import SOFTWARE
from handschlag.simulation.markets.unlearnable import UNLEARNABLE

MARKETS: tuple[Market, ...] = (MACHINERY, SOFTWARE, CONSULTING, UNLEARNABLE, DRIFTING, SATURATED)

__all__ = ["MARKETS", "Market"]
