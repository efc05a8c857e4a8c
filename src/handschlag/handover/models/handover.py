"""The handover of one lead to one rep, and what can be done with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handschlag.agreement.core.terms import Afterwards
from handschlag.agreement.models import Version
from handschlag.capture.models import insert
from handschlag.handover.models.agreed import holds_sales_mandate, terms_of
from handschlag.handover.models.answer import Acceptance, LettingGo, Reassignment, Return
from handschlag.handover.models.clocks import calendars_of, set_clock, stop
from handschlag.handover.models.deadline import DeadlineEnd, Duty, FollowUp
from handschlag.handover.models.giving import Assignment, start
from handschlag.handover.models.lineup import Lineup
from handschlag.handover.models.messages import tell_returned
from handschlag.handover.models.pause import Pause, begin_pause, end_pause
from handschlag.handover.models.procedure import hand_on, tick, tick_by_contact, untick
from handschlag.handover.models.reopening import carry_out, refuse_unless_recycled
from handschlag.kernel.ids import new_id
from handschlag.kernel.refusal import Refused
from handschlag.ledger.models import record
from handschlag.market.models import Segment
from handschlag.organisation.models import Rep, User
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict


class State(models.TextChoices):
    """Where a handover stands, as told by its rows."""

    WAITING = "waiting", gettext_lazy("waiting for an answer")
    ACCEPTED = "accepted", gettext_lazy("accepted")
    RETURNED = "returned", gettext_lazy("returned")
    RAN_OUT = "ran_out", gettext_lazy("ran out")
    REASSIGNED = "reassigned", gettext_lazy("reassigned")
    JOINED = "joined", gettext_lazy("one with another handover")
    LET_GO = "let_go", gettext_lazy("let go")
    ENDED = "ended", gettext_lazy("ended with the lead")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: User, at: datetime | None = None) -> HandoverQuerySet:
        """What ``user`` may read: reps their own, leaders their teams', marketing all, and whoever may sign for sales at ``at`` all.

        Nobody else reads a handover. Without a moment no mandate counts.
        """
        if user.is_marketing or (user.is_sales and at is not None and holds_sales_mandate(user, at)):
            return self
        if user.is_sales:
            return self.in_charge_of(user)
        return self.none()

    def in_charge_of(self, user: User) -> HandoverQuerySet:
        """What ``user`` may act on: their own, and those of the teams they lead."""
        return self.filter(Q(rep=user) | Q(rep__in=Rep.objects.filter(team__leader=user).values("user")))

    def in_state(self, state: State) -> HandoverQuerySet:
        return self.filter(_STATES[state])

    def with_answers(self) -> HandoverQuerySet:
        """Everything ``state`` reads, in one query."""
        return self.select_related("acceptance", "return_row", "timeout", "reassignment", "joining", "letting_go")


_STATES: dict[State, Q] = {
    State.WAITING: Q(is_open=True, acceptance=None),
    State.ACCEPTED: Q(is_open=True, acceptance__isnull=False),
    State.RETURNED: Q(return_row__isnull=False),
    State.RAN_OUT: Q(timeout__isnull=False),
    State.REASSIGNED: Q(reassignment__isnull=False),
    State.JOINED: Q(joining__isnull=False),
    State.LET_GO: Q(letting_go__isnull=False),
    State.ENDED: Q(is_open=False, return_row=None, timeout=None, reassignment=None, joining=None, letting_go=None),
}


class Handover(models.Model):
    """A lead is given to a rep under the version in force, by which it is judged for ever.

    ``brief`` is frozen as it was shown (no personal data beyond references: names are read from ``people``);
    ``chosen_because`` says why this rep, and with the ``lineup`` why not each of the others; without one a person gave it, or it was
    given before lineups were kept. ``channel``, ``campaign`` and ``material`` are those of the last touch before it.
    ``missing`` are the attributes marketing owed and did not know, by name; null where none were agreed on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="handovers")
    verdict = models.ForeignKey(Verdict, models.RESTRICT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="handovers")
    rep = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers")
    segment = models.ForeignKey(Segment, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField()
    channel = models.CharField(max_length=120, blank=True)
    campaign = models.CharField(max_length=120, blank=True)
    material = models.CharField(max_length=120, blank=True)
    brief = models.JSONField(default=dict)
    missing = models.JSONField(null=True)
    chosen_because = models.JSONField(default=dict)
    lineup = models.ForeignKey(Lineup, models.PROTECT, null=True, related_name="+", db_index=False)
    is_open = models.BooleanField(
        default=True,
        help_text="True until returned, run out, reassigned, let go, or the lead is closed; the database promises one open handover per lead.",
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(is_open=True), name="one_open_handover_per_lead")
        ]
        indexes = [
            models.Index(fields=["rep", "-handed_at"], name="handovers_of_a_rep"),
            models.Index(fields=["-handed_at", "-id"], name="handovers_by_time"),
            models.Index(fields=["campaign"], name="handovers_of_a_campaign"),
            models.Index(fields=["rep"], condition=Q(is_open=True), name="open_handovers_of_a_rep"),
        ]

    @property
    def state(self) -> State:
        if hasattr(self, "return_row"):
            return State.RETURNED
        if hasattr(self, "timeout"):
            return State.RAN_OUT
        if hasattr(self, "reassignment"):
            return State.REASSIGNED
        if hasattr(self, "joining"):
            return State.JOINED
        if hasattr(self, "letting_go"):
            return State.LET_GO
        if not self.is_open:
            return State.ENDED
        return State.ACCEPTED if hasattr(self, "acceptance") else State.WAITING

    @classmethod
    def give(
        cls, assignments: Sequence[Assignment], version: Version, now: datetime, by: UUID | None = None
    ) -> list[Handover]:
        """Give each lead to its rep, in the caller's transaction; ``by=None`` is the routing."""
        if not assignments:
            return []
        handovers = [
            cls(
                id=new_id(now),
                lead_id=given.lead.id,
                verdict_id=given.verdict.id,
                version_id=version.id,
                rep_id=given.rep.user_id,
                segment_id=given.segment.id if given.segment else None,
                handed_at=now,
                **given.came_by,
                brief=dict(given.brief),
                missing=given.brief.get("missing"),
                chosen_because=dict(given.chosen_because),
                lineup_id=given.lineup.id if given.lineup else None,
            )
            for given in assignments
        ]
        insert(handovers)
        start(handovers, {given.rep.user_id: given.rep for given in assignments}, version, now, by)
        return handovers

    def accept(self, *, by: User, at: datetime) -> Acceptance:
        """Sales takes the lead; the clock for the result starts, unless it has been running since another rep took the lead.

        At exactly the due moment it is still in time.
        """
        with transaction.atomic():
            current = self.locked()
            current._refuse_unless_waiting()
            current._refuse_unless_in_charge(by)
            acceptance = Acceptance.objects.create(handover=self, by=by, at=at)
            current.deadlines.all().fulfil([Duty.ACCEPT], at)
            if not current.deadlines.filter(duty=Duty.RESULT).exists():
                current._start_result(at)
            record(
                "handover_accepted",
                at=at,
                actor=by,
                subject=("handover", self.id),
                payload={"lead": str(self.lead_id)},
            )
        return acceptance

    def return_(self, reason: str, sentence: str = "", *, by: User, at: datetime) -> Return:
        """Sales gives the lead back before taking it, with a reason from the agreement; what then happens to the lead is agreed too."""
        with transaction.atomic():
            current = self.locked()
            current._refuse_unless_waiting()
            current._refuse_unless_in_charge(by)
            terms = terms_of(current.version_id)
            if reason not in {agreed.key for agreed in terms.return_reasons}:
                raise Refused(_("This reason is not in the agreement."))
            Lead.objects.select_for_update().get(id=self.lead_id)  # before anything is recorded, as everybody does
            returned = Return.objects.create(handover=self, by=by, at=at, reason=reason, sentence=_as_said(sentence))
            current.deadlines.all().fulfil([Duty.ACCEPT], at)
            self.end(at)
            record(
                "handover_returned",
                at=at,
                actor=by,
                subject=("handover", self.id),
                payload={"lead": str(self.lead_id), "reason": reason},
            )
            then = next(agreed.then for agreed in terms.return_reasons if agreed.key == reason) or terms.after_return
            carry_out(then, current.lead, self.id, terms.recycling, at=at, by=by)
            tell_returned(self.id, by, at)
        return returned

    def let_go(
        self, then: Afterwards, reason: str, sentence: str = "", *, by: User, at: datetime, on: date | None = None
    ) -> LettingGo:
        """Sales does not keep a lead it had accepted, for a reason from the agreement; ``on`` is the day a recycled one is opened anew.

        What is told so is the result owed. Refused before a contact was attempted, and before the agreed attempts are made where nobody
        was reached: letting a lead go is no way around a clock.
        """
        with transaction.atomic():
            current = self.locked("lead")
            current._refuse_unless_taken(by)
            terms = terms_of(current.version_id)
            if reason not in {agreed.key for agreed in terms.return_reasons}:
                raise Refused(_("This reason is not in the agreement."))
            if then is Afterwards.RECYCLE:
                refuse_unless_recycled(current.lead, terms.recycling, on, at)
            Lead.objects.select_for_update().get(id=self.lead_id)  # as above
            let_go = LettingGo.objects.create(
                handover=self, by=by, at=at, then=then, reason=reason, sentence=_as_said(sentence)
            )
            current.deadlines.all().fulfil([Duty.RESULT], at)
            self.end(at)
            record(
                "handover_let_go",
                at=at,
                actor=by,
                subject=("handover", self.id),
                payload={"lead": str(self.lead_id), "then": then, "reason": reason},
            )
            carry_out(then, current.lead, self.id, terms.recycling, at=at, by=by, on=on)
        return let_go

    def reassign(self, to: Rep, *, by: User, at: datetime) -> Handover:
        """Give the lead to another rep: this handover ends, a new one takes its place.

        Only the clock for accepting begins anew: what the lead is owed goes on with the time that was left, in the hours of the rep
        who has it now. For the rep's leader, whoever may sign for sales, and operations. Returns the successor.
        """
        with transaction.atomic():
            current = self.locked("lead", "verdict", "version", "segment")
            if not current.is_open:
                raise Refused(_("This handover has ended already."))
            if not (current.is_led_by(by) or by.is_operations or holds_sales_mandate(by, at)):
                raise Refused(_("Only the rep's leader, the head of sales or operations may reassign a handover."))
            if to.user_id == self.rep_id:
                raise Refused(_("The lead is with this rep already."))
            if not to.user.is_active:
                raise Refused(_("This rep cannot log in any more."))
            end_pause(current, by=by, at=at)
            stop(current, at)
            self.end(at)
            given = Assignment(current.lead, current.verdict, to, brief=self.brief, segment=current.segment)
            [successor] = Handover.give([given], Version.in_force(at) or current.version, at, by=by.id)
            Reassignment.objects.create(handover=self, successor=successor, by=by, at=at)
            hand_on(self, successor)
            record(
                "handover_reassigned",
                at=at,
                actor=by,
                subject=("handover", self.id),
                payload={"successor": str(successor.id), "rep": str(to.user_id)},
            )
        return successor

    def contacted(
        self,
        *,
        at: datetime,
        reached: bool,
        is_result: bool,
        by: User,
        channels: Collection[str] = (),
        materials: Collection[str] | None = None,
        next_step: str = "",
        next_step_on: date | None = None,
    ) -> None:
        """A contact was attempted, in the caller's transaction: the duties it fulfils end, and the follow-up becomes the new one.

        ``reached`` has no default: whoever logs an attempt says what came of it, and nothing else stops the clock of the first contact.
        As long as it is not so, each call is one of the attempts that are agreed. ``channels`` (the names of the one used) and ``materials`` (None where nobody
        said) tick off the step of the agreed procedure that this was.
        """
        self.deadlines.all().fulfil([Duty.FIRST_CONTACT, Duty.RESULT] if is_result else [Duty.FIRST_CONTACT], at)
        self.deadlines.all().attempted(at, reached=reached)
        tick_by_contact(self, channels, materials, by=by.id, at=at)
        if next_step_on is None and hasattr(self, "follow_up"):
            self.follow_up.delete()
        elif next_step_on is not None:
            follow_up = FollowUp(handover=self, step=next_step, on=next_step_on, set_by=by, set_at=at)
            FollowUp.objects.bulk_create(
                [follow_up],
                update_conflicts=True,
                unique_fields=["handover"],
                update_fields=["step", "on", "set_by", "set_at"],
            )

    def pause(self, reason: str, sentence: str = "", *, by: User, at: datetime, until: date | None = None) -> Pause:
        """Whoever is in charge lets the clocks of a lead in hand stand still, for a reason the agreement allows, each once for a lead;
        until the end of a day, or as long as agreed. What is past due already is not saved by it."""
        with transaction.atomic():
            current = self.locked()
            current._refuse_unless_in_hand(by)
            return begin_pause(current, reason, _as_said(sentence), until=until, by=by, at=at)

    def resume(self, *, by: User, at: datetime) -> None:
        """Whoever is in charge lets the clocks run again before the pause is over, with the time that was left."""
        with transaction.atomic():
            current = self.locked()
            current._refuse_unless_in_hand(by)
            if not end_pause(current, by=by, at=at):
                raise Refused(_("No clock of this handover stands still."))

    def take_step(self, number: int, *, taken: bool, by: User, at: datetime) -> None:
        """Whoever is in charge ticks a step of the agreed procedure off, or takes that back, while the lead is in hand."""
        with transaction.atomic():
            current = self.locked("segment")
            current._refuse_unless_in_hand(by)
            (tick if taken else untick)(current, number, by=by.id, at=at)

    def end(self, at: datetime) -> None:
        """The handover is over, in the caller's transaction: whatever is still owed is lifted."""
        self.is_open = False
        Handover.objects.filter(id=self.id).update(is_open=False)
        self.deadlines.all().lift(at)
        Pause.objects.filter(handover=self, ended_at=None, until_at__gt=at).update(ended_at=at)
        FollowUp.objects.filter(handover=self).delete()

    @classmethod
    def go_on(cls, lead_id: UUID, *, ended_at: datetime) -> None:
        """What ended with the lead at ``ended_at`` goes on, in the caller's transaction: the end was a mistake. Its clocks went on running."""
        ended = cls.objects.in_state(State.ENDED).filter(lead=lead_id, acceptance__isnull=False).order_by("-handed_at")
        if handover := ended.first():
            cls.objects.filter(id=handover.id).update(is_open=True)
            lifted = handover.deadlines.filter(closed_as=DeadlineEnd.LIFTED, closed_at=ended_at, left=None)
            lifted.exclude(duty=Duty.NO_ANSWER).update(closed_at=None, closed_as="")

    def locked(self, *related: str) -> Handover:
        """This handover as it stands now, without its brief; nobody else changes it until the transaction ends."""
        rows = Handover.objects.select_for_update(of=("self",)).select_related("acceptance", *related)
        return rows.defer("brief", "chosen_because").get(id=self.id)

    def _start_result(self, at: datetime) -> None:
        rep = Rep.objects.select_related("calendar").get(user=self.rep_id)
        within = terms_of(self.version_id).sales.result_within
        calendar = calendars_of([rep], at)[rep.user_id]
        set_clock(self.id, Duty.RESULT, within=within, rep=rep, calendar=calendar, at=at).save(force_insert=True)

    def is_led_by(self, user: User) -> bool:
        """Whether ``user`` leads the team of the rep."""
        return Rep.objects.filter(user=self.rep_id, team__leader=user).exists()

    def is_in_charge(self, user: User) -> bool:
        return self.rep_id == user.id or self.is_led_by(user)

    def _refuse_unless_waiting(self) -> None:
        if not self.is_open:
            raise Refused(_("This handover has ended already."))
        if hasattr(self, "acceptance"):
            raise Refused(_("This handover was accepted already."))

    def _refuse_unless_taken(self, user: User) -> None:
        """In hand, and everything done that comes before a result."""
        self._refuse_unless_in_hand(user)
        owed = set(self.deadlines.owed().values_list("duty", flat=True))
        if Duty.FIRST_CONTACT in owed:
            raise Refused(_("Please log a contact attempt first: nobody has sought contact with this lead yet."))
        if Duty.ATTEMPTS in owed:
            raise Refused(_("Nobody was reached yet, and the agreed attempts are not made. Please log them first."))

    def _refuse_unless_in_hand(self, user: User) -> None:
        """Accepted, open, and ``user`` in charge."""
        if not self.is_open:
            raise Refused(_("This handover has ended already."))
        if not hasattr(self, "acceptance"):
            raise Refused(_("Please accept or return the lead first."))
        self._refuse_unless_in_charge(user)

    def _refuse_unless_in_charge(self, user: User) -> None:
        if not self.is_in_charge(user):
            raise Refused(_("Only the rep or the rep's leader may answer a handover."))


def _as_said(sentence: str) -> str:
    """What a colleague wrote, without what a database cannot keep."""
    return sentence.replace("\0", "").strip()[:2000]
