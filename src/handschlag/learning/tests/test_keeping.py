"""When a kept measure is shown again, and when it is taken anew."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache

from handschlag.learning.readings import keeping
from handschlag.learning.readings.keeping import Kept, kept
from handschlag.learning.tests.stories import touch
from handschlag.organisation.tests.world import MONDAY

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_nothing_written_means_nothing_measured_again():
    assert kept("figure", lambda: 1, MONDAY).result == 1
    again = kept("figure", lambda: 2, MONDAY + 59 * SECOND)
    assert (again.result, again.as_of) == (1, MONDAY)


def test_a_new_touch_is_seen_at_once():
    kept("figure", lambda: 1, MONDAY)
    touch("email:rita", MONDAY)
    assert kept("figure", lambda: 2, MONDAY + SECOND).result == 2


def test_after_a_minute_it_is_measured_again_for_some_figures_change_with_the_clock():
    kept("figure", lambda: 1, MONDAY)
    assert kept("figure", lambda: 2, MONDAY + 60 * SECOND).result == 2


def test_a_slow_measure_rests_sixty_times_as_long_as_it_took():
    slow = Kept(1, as_of=MONDAY, seconds=5.0, records=("before",))
    assert slow.is_good(("after",), MONDAY + 299 * SECOND)
    assert not slow.is_good(("after",), MONDAY + 300 * SECOND)


def test_a_clock_set_back_throws_away_what_was_kept():
    kept("figure", lambda: 1, MONDAY)
    assert kept("figure", lambda: 2, MONDAY - SECOND).result == 2


def test_while_somebody_waits_for_a_slow_measure_the_others_see_the_last_one():
    cache.set("figure", Kept(1, as_of=MONDAY, seconds=5.0, records=()))
    with keeping._one_at_a_time:
        assert kept("figure", lambda: 2, MONDAY + 400 * SECOND).result == 1
    assert kept("figure", lambda: 2, MONDAY + 400 * SECOND).result == 2
