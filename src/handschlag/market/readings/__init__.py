"""What the market's pages show."""

from handschlag.market.readings.catalogue import SHELVES
from handschlag.market.readings.shelf import Shelf, UnknownSort, sheet_of, shelf_page

__all__ = ["SHELVES", "Shelf", "UnknownSort", "sheet_of", "shelf_page"]
