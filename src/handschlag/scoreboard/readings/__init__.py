from handschlag.scoreboard.readings.board import FIRST_SHOWN, ORDERS, Board, board_of, measure_board, named_channels
from handschlag.scoreboard.readings.page import page_of
from handschlag.scoreboard.readings.plain import plain_duties, plain_funnel

__all__ = [
    "FIRST_SHOWN",
    "ORDERS",
    "Board",
    "board_of",
    "measure_board",
    "named_channels",
    "page_of",
    "plain_duties",
    "plain_funnel",
]
