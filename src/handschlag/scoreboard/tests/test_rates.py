"""Wilson's interval against published figures."""

import doctest

import pytest

from handschlag.scoreboard.core import rates
from handschlag.scoreboard.core.rates import wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_equals_newcombes_table(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_all_won_is_still_not_certain():
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=5e-5)


def test_without_trials_nothing_can_be_said():
    assert wilson(0, 0) is None


def test_the_examples_in_the_text_are_true():
    assert doctest.testmod(rates, optionflags=doctest.ELLIPSIS).failed == 0
