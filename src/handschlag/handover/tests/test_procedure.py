"""The agreed procedure as a checklist: by whom it is ticked off, by which contact, and from when."""

import pytest
from django.test import TestCase

from handschlag.agreement.core.terms import Procedure, Step
from handschlag.handover.core.procedure import checklist, taken_with
from handschlag.handover.models import StepTaken, procedure_of, stands_of
from handschlag.handover.tests.stories import DAY, HOUR, accepted, add_rep, build_house, handed, prepare_market
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Rep
from handschlag.organisation.tests.world import MONDAY

STEPS = [
    {"channel": "phone"},
    {"channel": "email", "material": "brochure"},
    {"channel": "phone", "after_days": 3},
]
PROCEDURES = [
    {"key": "metal", "label": "Metal", "segment": "metal", "steps": STEPS},
    {"key": "rest", "label": "Others", "steps": [{"channel": "phone"}]},
]


def stands(taken=(), accepted_at=MONDAY):
    steps = Procedure(key="metal", label="Metal", steps=STEPS).steps
    return checklist(steps, dict(taken), accepted_at)


def test_each_step_waits_for_the_one_before():
    assert [stand.from_at for stand in stands()] == [MONDAY, None, None]
    assert [stand.from_at for stand in stands([(1, MONDAY + HOUR), (2, MONDAY + DAY)])] == [
        MONDAY,
        MONDAY + HOUR,
        MONDAY + 4 * DAY,
    ]


def test_before_acceptance_no_step_may_be_taken():
    assert {stand.from_at for stand in stands(accepted_at=None)} == {None}
    assert taken_with(stands(accepted_at=None), ["phone"], None, MONDAY) is None


@pytest.mark.parametrize(
    ("taken", "channel", "materials", "after", "number"),
    [
        ([], "phone", None, HOUR, 1),
        ([], "email", ["brochure"], HOUR, None),
        ([1], "email", ["brochure"], HOUR, 2),
        ([1], "email", ["price list"], HOUR, None),
        ([1], "email", None, HOUR, 2),
        ([1], "phone", None, HOUR, None),
        ([1, 2], "phone", None, 3 * DAY - HOUR, None),
        ([1, 2], "phone", None, 3 * DAY, 3),
        ([1, 2, 3], "phone", None, 9 * DAY, None),
    ],
)
def test_a_contact_takes_the_next_step_if_it_is_that(taken, channel, materials, after, number):
    assert taken_with(stands([(one, MONDAY) for one in taken]), [channel], materials, MONDAY + after) == number


def test_a_step_without_material_is_taken_with_any():
    assert taken_with(checklist([Step(channel="visit")], {}, MONDAY), ["visit"], ["brochure"], MONDAY) == 1


class Ticking(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house(procedures=PROCEDURES)
        prepare_market(cls.house)
        cls.handover = accepted(cls.house)
        cls.handover.refresh_from_db()
        cls.sam = cls.house.world.sam

    def contact(self, channel="phone", at=MONDAY + HOUR):
        self.handover.contacted(at=at, reached=False, is_result=False, by=self.sam, channels=[channel])

    def taken(self, handover=None):
        return list(StepTaken.objects.filter(handover=handover or self.handover).values_list("number", flat=True))

    def test_the_segment_decides_which_procedure(self):
        assert procedure_of(self.handover).key == "metal"
        assert procedure_of(handed(self.house, "Bert", industry="baking")).key == "rest"

    def test_a_call_ticks_the_first_step_off(self):
        self.contact()
        self.contact(at=MONDAY + 2 * HOUR)
        assert self.taken() == [1]
        assert stands_of(self.handover)[0].taken_at == MONDAY + HOUR

    def test_by_hand_in_any_order_and_back(self):
        self.handover.take_step(3, taken=True, by=self.sam, at=MONDAY + HOUR)
        self.handover.take_step(1, taken=True, by=self.house.world.lena, at=MONDAY + HOUR)
        self.handover.take_step(3, taken=False, by=self.sam, at=MONDAY + HOUR)
        assert self.taken() == [1]

    def test_refused(self):
        self.handover.take_step(1, taken=True, by=self.sam, at=MONDAY + HOUR)
        for number, taken, by in (
            (1, True, self.sam),
            (4, True, self.sam),
            (2, False, self.sam),
            (2, True, self.house.world.mara),
        ):
            with pytest.raises(Refused):
                self.handover.take_step(number, taken=taken, by=by, at=MONDAY + HOUR)
        waiting = handed(self.house, "Bert")
        with pytest.raises(Refused):
            waiting.take_step(1, taken=True, by=self.sam, at=MONDAY + HOUR)
        assert self.taken() == [1]

    def test_the_next_rep_goes_on_where_the_former_was(self):
        self.contact()
        olga = Rep.objects.get(user=add_rep(self.house, "Olga", prefixes=["1"]))
        successor = self.handover.reassign(olga, by=self.house.world.lena, at=MONDAY + 2 * HOUR)
        assert self.taken(successor) == [1]
