"""The sales floor: what reps do with what they are handed, in their own hours, as fast and as well as each of them is."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

from django.utils.text import slugify

from handschlag.conversation.models import Conversation, Deal, DealOutcome, HeardParts, Showing
from handschlag.handover.models import Dispute, Handover
from handschlag.kernel.business_time import Calendar, add_working_time
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import User
from handschlag.simulation.crowd import Person
from handschlag.simulation.house import Demo, RepTruth
from handschlag.simulation.sayings import DISPUTE_SENTENCES, RETURN_SENTENCES, RULINGS, Pen
from handschlag.simulation.truth import TRUE_CLAIMS, WISHES, Market

PARTS = ("decision_maker", "user", "buyer", "influencer", "champion")
"""Which part the lead's own person has in the purchase."""

MOST_ATTEMPTS = 5
"""After so many attempts a rep stops trying and says so."""

DISPUTED, UPHELD, ON_HOLIDAY = 0.25, 0.6, 0.2
"""How often marketing disputes a return and is right; how often "later" means that the customer's firm is closed for some weeks."""

WORKING_HOURS_UNTIL_NEXT = {"not_reached": (3.0, 12.0), "reached": (8.0, 40.0), "later": (60.0, 320.0)}
"""How long reps wait before they try again, by how the last attempt ended."""

WISH_KEYS = tuple(slugify(english) for _german, english in WISHES)


@dataclass
class Case:
    """A handover being worked on: the person behind it, the rep, and what has been heard so far."""

    handover: Handover
    person: Person
    rep: User
    truth: RepTruth
    attempts: int = 0
    reached: int = 0


@dataclass
class SalesFloor:
    """Plans what reps will do and does it when its time has come. ``act_until`` is called as the simulated clock moves on."""

    market: Market
    demo: Demo
    rng: Random
    calendars: dict[UUID, Calendar]
    users: dict[UUID, User]
    words: Random
    begun_at: datetime
    ends_at: datetime
    plan: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    order: count[int] = field(default_factory=count)
    craft: Random = field(default_factory=lambda: Random(5))
    """What reps note about deals; a dice of its own, so that it changes nothing about what happens."""
    aside: Random = field(default_factory=lambda: Random(4))
    """For what was added to the play since, so that the rest stays as it was."""

    def receive(self, handover: Handover, person: Person) -> None:
        """The rep finds a new handover in the inbox and will look at it when there is time; a few are overlooked."""
        truth = self.demo.reps[handover.rep_id]
        case = Case(handover, person, self.users[handover.rep_id], truth)
        hours = self.rng.lognormvariate(0.6, 0.8) * truth.speed
        self._later(case, handover.handed_at, hours, lambda at: self._look_at(case, at))

    def act_until(self, until: datetime) -> int:
        """Do everything planned before ``until``, in order; returns how much that was."""
        done = 0
        while self.plan and self.plan[0][0] < until:
            at, _number, act = heapq.heappop(self.plan)
            try:
                act(at)
            except Refused:
                continue  # meanwhile it ran out, was returned, or the lead was closed
            done += 1
        return done

    def _later(self, case: Case, start: datetime, hours: float, act: Callable[[datetime], None]) -> None:
        at = add_working_time(start, timedelta(hours=hours), self.calendars[case.rep.id])
        heapq.heappush(self.plan, (at, next(self.order), act))

    def _look_at(self, case: Case, at: datetime) -> None:
        reason = self._reason_to_return(case)
        if reason:
            case.handover.return_(reason=reason, sentence=RETURN_SENTENCES[reason], by=case.rep, at=at)
            if self.aside.random() < DISPUTED:
                self._later(case, at, self.aside.uniform(1, 16), lambda then: self._dispute(case, then))
            return
        case.handover.accept(by=case.rep, at=at)
        self._later(case, at, self.rng.expovariate(1 / 3.5) * case.truth.speed, lambda then: self._call(case, then))

    def _dispute(self, case: Case, at: datetime) -> None:
        """Marketing does not agree, and the head of sales rules some days later."""
        dispute = Dispute.begin(case.handover, self.aside.choice(DISPUTE_SENTENCES), by=self.demo.theo, at=at)
        is_upheld = self.aside.random() < UPHELD

        def rule(then: datetime) -> None:
            dispute.rule(is_upheld, RULINGS[is_upheld], by=self.demo.lena, at=then)

        self._later(case, at, self.aside.uniform(8, 60), rule)

    def _reason_to_return(self, case: Case) -> str | None:
        person = case.person
        if person.position == "student":
            return "wrong_person" if self.rng.random() < 0.8 else None
        looks_bad = 1 / (1 + math.exp(2.3 + 1.1 * person.earnestness + 0.8 * person.firm.segment.buying))
        return (
            self.rng.choice(("no_need", "too_early", "no_budget", "bad_data"))
            if self.rng.random() < looks_bad
            else None
        )

    def _call(self, case: Case, at: datetime) -> None:
        case.attempts += 1
        outcome = self._outcome(case)
        gives_up = outcome == "no_interest" or case.attempts >= MOST_ATTEMPTS
        if gives_up and outcome not in {"meeting", "wrong_person"}:
            outcome = "no_interest"
        self._log(case, at, outcome)
        if outcome == "later" and self.aside.random() < ON_HOLIDAY:
            with suppress(Refused):  # the first agreement knew no pauses
                case.handover.pause("holidays", by=case.rep, at=at)
        if outcome == "meeting":
            self._later(case, at, self.rng.uniform(16, 64), lambda then: self._open_deal(case, then))
        elif wait := WORKING_HOURS_UNTIL_NEXT.get(outcome):
            self._later(case, at, self.rng.uniform(*wait), lambda then: self._call(case, then))

    def _outcome(self, case: Case) -> str:
        if self.rng.random() < 0.42:
            return "not_reached"
        case.reached += 1
        if case.person.position == "student":
            return "wrong_person"
        keen = 1 / (1 + math.exp(-(0.5 + case.person.earnestness + case.person.firm.segment.buying + case.truth.skill)))
        draw = self.rng.random()
        if draw < keen * 0.75:
            return "meeting"
        return self.rng.choices(("reached", "later", "no_interest"), (4, 2, 2.5))[0]

    def _log(self, case: Case, at: datetime, outcome: str) -> None:
        language = "en" if case.person.speaks_english else "de"
        spoke = outcome not in {"not_reached", "wrong_person"}
        needs = [key for key, chance in case.person.firm.segment.needs.items() if spoke and self.rng.random() < chance]
        objections = [
            key for key, chance in self.market.objections.items() if spoke and self.rng.random() < chance * 0.5
        ]
        competitor = self._competitor() if spoke and self.rng.random() < 0.35 else None
        pen = Pen(self.words, case.truth.name, self._season(at))
        wishes = [key for key in WISH_KEYS if spoke and self.words.random() < 1 / 12]
        heard = [*needs, *objections, *wishes]
        ticked = pen.ticked(heard)
        parts = self._showed(case, needs, spoke)
        parts["needs"] = [self.demo.topics[key] for key in ticked if key not in objections]
        parts["objections"] = [self.demo.topics[key] for key in ticked if key in objections]
        parts["pretexts"] = [self.demo.topics[key] for key in ticked if key == "no-time"]
        answers = pen.answers(language) if spoke else {}
        parts["answers"] = {self.demo.questions[key]: text for key, text in answers.items()}
        parts["competitors"] = [self.demo.brands[competitor]] if competitor else []
        Conversation.log(
            case.handover,
            by=case.rep,
            at=at,
            outcome=outcome,
            note=pen.note(language, outcome, heard, competitor),
            own_words=pen.own_words(language, heard),
            disqualify=outcome in {"no_interest", "wrong_person"},
            next_step="Wiedervorlage" if outcome == "later" else "",
            next_step_on=(at + timedelta(days=self.rng.randrange(12, 60))).date() if outcome == "later" else None,
            **parts,
        )

    def _showed(self, case: Case, needs: Sequence[str], spoke: bool) -> HeardParts:
        """What the customer says of our claims, and what was shown or sent."""
        judged = [
            (self.demo.claims[sentence], self.words.random() < truth)
            for sentence, (need, truth) in TRUE_CLAIMS.items()
            if need in needs and self.words.random() < 0.25
        ]
        suits = self.demo.materials.get(case.person.firm.segment.key, [])
        shown = []
        if spoke and suits and self.words.random() < 0.3:
            taken = self.words.choices(("liked", "indifferent", "rejected", ""), (5, 3, 1, 4))[0]
            shown = [Showing(self.words.choice(suits), self.words.choice(("shown", "sent")), taken)]
        return {
            "confirmed": [claim for claim, confirmed in judged if confirmed],
            "contradicted": [claim for claim, confirmed in judged if not confirmed],
            "materials": shown,
        }

    def _season(self, at: datetime) -> float:
        return (at - self.begun_at) / (self.ends_at - self.begun_at)

    def _competitor(self) -> str:
        return self.rng.choices(list(self.market.competitors), list(self.market.competitors.values()))[0]

    def _open_deal(self, case: Case, at: datetime) -> None:
        value = round(case.person.firm.segment.deal_value * self.rng.lognormvariate(0, 0.45), -2)
        machine = f"MW {self.rng.choice((5, 7, 9))}"
        deal = Deal.open(
            case.handover.lead,
            name=f"{case.person.firm.name}: {machine}",
            owner=case.rep,
            value_minor=int(value) * 100,
            currency="EUR",
            at=at,
            expected_on=(at + timedelta(days=self.craft.randrange(18, 60))).date(),
            products=[self.demo.products[machine]],
        )
        deal.involve(case.handover.lead.contact, self.craft.choice(PARTS), by=case.rep, at=at)
        self._advance(case, deal, at)
        self._later(case, at, self.rng.lognormvariate(5.0, 0.6), lambda then: self._close_deal(case, deal, then))

    def _advance(self, case: Case, deal: Deal, at: datetime) -> None:
        """Stage by stage while it is open; what was expected by now is put off."""

        def step(then: datetime) -> None:
            stages = self.demo.stages
            place = stages.index(deal.stage) if deal.stage in stages else 0
            if place + 1 < len(stages):
                deal.move(stages[place + 1], by=case.rep, at=then)
            if deal.expected_on and deal.expected_on < then.date() + timedelta(days=5) and self.craft.random() < 0.6:
                deal.expected_on = (then + timedelta(days=self.craft.randrange(20, 45))).date()
                deal.correct(
                    name=deal.name,
                    value_minor=deal.value_minor,
                    currency=deal.currency,
                    expected_on=deal.expected_on,
                    by=case.rep,
                    at=then,
                )
            if deal.stage != stages[-1]:
                self._advance(case, deal, then)

        self._later(case, at, self.craft.uniform(24, 90), step)

    def _close_deal(self, case: Case, deal: Deal, at: datetime) -> None:
        is_won = self.rng.random() < _shifted(case.person.win_chance, 0.9 + case.truth.skill)
        if is_won:
            deal.close(DealOutcome.WON, reason="", by=case.rep, at=at)
        else:
            reason = self.rng.choice(("price", "competitor", "delivery-time", "postponed"))
            outcome = DealOutcome.NO_DECISION if reason == "postponed" else DealOutcome.LOST
            deal.close(outcome, loss_reason=self.demo.loss_reasons[reason], by=case.rep, at=at)


def _shifted(chance: float, by: float) -> float:
    """A probability moved by ``by`` on the log-odds scale."""
    return 1 / (1 + math.exp(-(math.log(chance / (1 - chance)) + by)))
