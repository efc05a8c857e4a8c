"""Two handed-over leads are one person's: the younger handover ends with its clocks, and goes on as it was when the merge is taken back."""

from django.test import TestCase
from django.urls import reverse

from handschlag.handover.models import Deadline, FollowUp, Handover, Joining, State, sweep
from handschlag.handover.tests.stories import DAY, HOUR, MINUTE, add_rep, build_house, handed, lead
from handschlag.kernel.business_time import working_time_between
from handschlag.ledger.models import Entry, verify
from handschlag.organisation.tests.world import MONDAY
from handschlag.people.models import Because, ClosedBecause, Lead, Merge, erase, merge
from handschlag.people.models.possibly_same import take_back
from handschlag.post.models import Message

EVENING = MONDAY.replace(hour=20)
"""Nobody works."""


class TwoAreOne(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.house = build_house()
        cls.mara = cls.house.world.mara
        cls.sam = cls.house.world.sam
        cls.elder = handed(cls.house, "Anna")
        cls.rita = add_rep(cls.house, "Rita")
        cls.younger = handed(cls.house, "Berta", MONDAY + MINUTE)
        Message.objects.all().delete()

    def merged(self, at=MONDAY + HOUR):
        kept, gone = self.elder.lead.contact, self.younger.lead.contact
        return merge(kept, gone, at=at, by=self.mara, because=Because.PERSON)

    def taken_back(self, at):
        take_back(Merge.objects.get(), by=self.mara, at=at)
        self.younger.refresh_from_db()

    def clocks(self, handover=None):
        rows = (handover or self.younger).deadlines.order_by("duty")
        return {row.duty: (row.due_at, row.closed_as, row.done_at) for row in rows}

    def now(self, handover=None):
        return Handover.objects.with_answers().get(id=(handover or self.younger).id)

    def facts(self, since):
        names = ("handover_joined", "handover_parted", "deadline_lifted", "deadline_resumed")
        return list(Entry.objects.filter(fact__in=names, seq__gt=since).order_by("seq").values_list("fact", flat=True))

    def worked(self, start, end):
        from handschlag.handover.models.clocks import calendars_of
        from handschlag.organisation.models import Rep

        rep = Rep.objects.select_related("calendar", "user").get(user=self.rita)
        return working_time_between(start, end, calendars_of([rep], MONDAY)[rep.user_id])

    def test_the_two_are_with_two_reps(self):
        assert (self.elder.rep, self.younger.rep) == (self.sam, self.rita)

    def test_the_younger_handover_ends_and_nothing_is_owed_for_it(self):
        self.merged()
        assert (self.now().state, self.now().is_open) == (State.JOINED, False)
        assert {how for _due, how, _done in self.clocks().values()} == {"lifted"}
        assert (Joining.objects.get().other, Joining.objects.get().at) == (self.elder, MONDAY + HOUR)
        assert Lead.objects.get(id=self.younger.lead_id).closure.because == "merged"
        assert sweep(MONDAY + 100 * DAY) == 1  # the elder's acceptance, with which the rest of it is lifted

    def test_the_elder_goes_on_untouched(self):
        before = self.clocks(self.elder)
        self.merged()
        assert self.clocks(self.elder) == before
        assert self.now(self.elder).state is State.WAITING

    def test_the_ledger_says_that_and_why_and_verifies(self):
        start = Entry.objects.latest("seq").seq
        self.merged()
        assert self.facts(start) == ["handover_joined", "deadline_lifted", "deadline_lifted"]
        entry = Entry.objects.filter(fact="deadline_lifted").first()
        assert entry.payload_json == '{"because":"merged","duty":"accept"}'
        assert entry.actor == str(self.mara.id)
        assert verify().ok

    def test_its_rep_is_told_who_has_the_person_and_nothing_about_the_person(self):
        self.merged()
        [mail] = Message.objects.all()
        assert mail.recipient == self.rita.email
        assert "Sam hat diese Person" in mail.body
        assert not any(name in mail.body for name in ("Anna", "Berta"))

    def test_who_has_both_is_shown_the_one_that_goes_on(self):
        Handover.objects.filter(id=self.younger.id).update(rep=self.sam)
        self.merged()
        [mail] = Message.objects.all()
        assert mail.recipient == self.sam.email
        assert str(self.elder.id) in mail.body

    def test_taken_back_at_once_it_is_as_it_was(self):
        before, start = self.clocks(), Entry.objects.latest("seq").seq
        self.merged()
        self.taken_back(MONDAY + HOUR)
        assert self.clocks() == before
        assert self.now().state is State.WAITING
        assert not Joining.objects.exists()
        assert Lead.objects.get(id=self.younger.lead_id).is_open
        assert self.facts(start)[3:] == ["handover_parted", "deadline_resumed", "deadline_resumed"]
        assert verify().ok

    def test_taken_back_before_anybody_has_worked_it_is_due_when_it_was(self):
        before = self.clocks()
        self.merged(EVENING)
        self.taken_back(EVENING + 3 * HOUR)
        assert self.clocks() == before

    def test_the_clocks_stood_still_meanwhile(self):
        before = self.clocks()
        merged_at, back_at = MONDAY + HOUR, MONDAY + 3 * DAY + 2 * HOUR
        self.merged(merged_at)
        self.taken_back(back_at)
        for duty, (due_at, how, _done) in self.clocks().items():
            assert how == ""
            assert self.worked(back_at, due_at) == self.worked(merged_at, before[duty][0]), duty
            kept = self.younger.deadlines.get(duty=duty).reckoned_with["stood_still"]
            assert kept == [
                {
                    "from": merged_at.isoformat(),
                    "until": back_at.isoformat(),
                    "due_before": before[duty][0].isoformat(),
                }
            ]

    def test_days_of_24_hours_stand_still_as_well(self):
        accept = self.younger.deadlines.get(duty="accept")
        Deadline.objects.filter(id=accept.id).update(
            due_at=MONDAY + 2 * DAY, reckoned_with=accept.reckoned_with | {"within": {"days": 2}}
        )
        self.merged(MONDAY + DAY)
        self.taken_back(MONDAY + 5 * DAY)
        assert self.clocks()["accept"][0] == MONDAY + 6 * DAY

    def test_what_was_past_due_fires_as_soon_as_it_is_back(self):
        late = self.clocks()["accept"][0] + HOUR
        self.merged(late)
        assert sweep(late + MINUTE) == 1  # the elder's acceptance
        self.taken_back(late + DAY)
        assert self.clocks()["accept"][0] == late + DAY
        sweep(late + DAY + MINUTE)
        assert self.now().state is State.RAN_OUT

    def test_what_was_accepted_is_accepted_again_with_its_result_and_follow_up(self):
        self.younger.accept(by=self.rita, at=MONDAY + 30 * MINUTE)
        FollowUp.objects.create(
            handover=self.younger, step="Send the sheet", on=MONDAY.date(), set_by=self.rita, set_at=MONDAY + HOUR
        )
        Handover.objects.filter(id=self.elder.id).get().accept(by=self.sam, at=MONDAY + 30 * MINUTE)
        before = self.clocks()
        self.merged(EVENING)
        self.client.force_login(self.rita)
        page = self.client.get(reverse("handover:show", args=[self.younger.id])).content.decode()
        assert "Sam has the person from an earlier handover" in page
        assert "Send the sheet" not in page
        self.taken_back(EVENING + HOUR)
        assert self.now().state is State.ACCEPTED
        assert self.clocks() == before
        assert before["accept"][1] == "met"
        assert "Send the sheet" in self.client.get(reverse("handover:show", args=[self.younger.id])).content.decode()

    def test_its_rep_is_told_that_it_goes_on_and_until_when(self):
        self.merged()
        self.taken_back(MONDAY + 2 * HOUR)
        mail = Message.objects.order_by("created_at", "id").last()
        assert (mail.recipient, mail.subject) == (self.rita.email, "Eine Übergabe geht weiter")
        assert str(self.younger.id) in mail.body

    def test_merged_parted_and_merged_again_stands_still_twice(self):
        for day in range(2):
            self.merged(MONDAY + day * DAY + HOUR)
            take_back(Merge.objects.get(undone_at=None), by=self.mara, at=MONDAY + day * DAY + 2 * HOUR)
        self.younger.refresh_from_db()
        assert len(self.younger.deadlines.get(duty="accept").reckoned_with["stood_still"]) == 2
        self.merged(MONDAY + 2 * DAY)
        assert self.now().state is State.JOINED

    def test_a_person_who_began_another_pass_keeps_it_and_the_handover_stays_ended(self):
        done = merge(
            self.younger.lead.contact, self.elder.lead.contact, at=MONDAY + HOUR, by=None, because=Because.SAME_KEY
        )
        Lead.objects.get(id=self.elder.lead_id).close(ClosedBecause.LOST, MONDAY + 2 * HOUR, MONDAY + 2 * HOUR, None)
        again = Lead.open_for(done.kept, MONDAY + 3 * HOUR, MONDAY + 3 * HOUR)
        take_back(done, by=self.mara, at=MONDAY + 4 * HOUR)
        assert Lead.objects.get(contact=done.kept, is_open=True) == again
        assert Lead.objects.get(id=self.younger.lead_id).closure.because == "merged"
        assert self.now().state is State.JOINED

    def test_the_handover_that_ended_refuses_answers_and_is_listed_with_its_state(self):
        self.merged()
        self.client.force_login(self.rita)
        assert self.client.post(reverse("handover:accept", args=[self.younger.id])).status_code in (302, 409)
        assert not hasattr(self.now(), "acceptance")
        self.client.force_login(self.mara)
        page = self.client.get(reverse("handover:all"), {"state": "joined"}).content.decode()
        assert str(self.younger.id) in page
        assert str(self.elder.id) not in page
        assert str(self.younger.id) not in self.client.get(reverse("handover:all"), {"state": "ended"}).content.decode()

    def test_two_that_wait_for_nobody_s_answer_join_without_a_word(self):
        one, other = lead(self.house, "Carla"), lead(self.house, "Dora")
        merge(one.contact, other.contact, at=MONDAY + HOUR, by=None, because=Because.SAME_KEY)
        assert not Joining.objects.exists()
        assert not Message.objects.exists()

    def test_only_one_handed_over_goes_on_with_the_other_s_history(self):
        other = lead(self.house, "Carla")
        merge(self.elder.lead.contact, other.contact, at=MONDAY + HOUR, by=None, because=Because.SAME_KEY)
        assert self.now(self.elder).is_open
        assert not Joining.objects.exists()

    def test_erasing_the_person_afterwards_leaves_both_ended_and_countable(self):
        self.merged()
        self.elder.lead.contact.refresh_from_db()
        erase(self.elder.lead.contact, by=None, at=MONDAY + 2 * HOUR)
        assert (self.now().state, self.now(self.elder).state) == (State.JOINED, State.ENDED)
        assert {how for _due, how, _done in self.clocks().values()} == {"lifted"}
