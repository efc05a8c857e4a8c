"""One's own choice of what to be told by mail, on its page."""

import re
from datetime import timedelta

from django.test import TestCase

from handschlag.kernel.clock import now
from handschlag.organisation.models import Absence, NotificationSettings, WorkingCalendar
from handschlag.organisation.tests.world import build_world

ADDRESS = "/organisation/notifications/"


class TheChoice(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def said(self, user: object) -> dict[str, str]:
        """What stands ticked on the page."""
        self.client.force_login(user)  # type: ignore[arg-type]
        form = self.client.get(ADDRESS).context["form"]
        return {kind.name: form[kind.name].initial for kind in form.kinds}

    def test_what_is_usual_is_ticked_and_says_so(self) -> None:
        said = self.said(self.world.sam)
        assert (said["hand_raiser"], said["handover"]) == ("at_once", "morning")
        page = self.client.get(ADDRESS).content.decode()
        assert page.count("(usual)") == len(said)

    def test_what_was_chosen_is_kept_and_ticked(self) -> None:
        choice = self.said(self.world.sam) | {"handover": "at_once", "follow_up": "never"}
        answer = self.client.post(ADDRESS, choice)
        assert answer["Location"] == ADDRESS
        assert self.said(self.world.sam) == choice
        assert NotificationSettings.objects.get().ways == {"handover": "at_once", "follow_up": "never"}

    def test_what_is_not_offered_is_refused_and_nothing_is_kept(self) -> None:
        choice = self.said(self.world.lena)
        for tampered in ({"escalation": "never"}, {"handover": "tomorrow"}, {"handover": ""}):
            assert self.client.post(ADDRESS, choice | tampered).context["form"].errors
        assert not NotificationSettings.objects.exists()

    def test_what_concerns_others_is_not_asked(self) -> None:
        self.client.force_login(self.world.mara)
        page = self.client.get(ADDRESS).content.decode()
        assert 'name="returned"' in page
        assert 'name="hand_raiser"' not in page

    def test_who_has_no_calendar_as_a_rep_chooses_one(self) -> None:
        vienna = WorkingCalendar.objects.create(name="Vienna", country="AT", time_zone="Europe/Vienna")
        assert 'name="calendar"' not in self._page(self.world.sam)
        choice = self.said(self.world.mara) | {"calendar": str(vienna.id)}
        self.client.post(ADDRESS, choice)
        assert NotificationSettings.objects.get(user=self.world.mara).calendar == vienna
        assert "(Vienna)" in self._page(self.world.mara)

    def test_the_page_says_when_the_next_mail_comes(self) -> None:
        assert re.search(r"The next one comes .*\(Augsburg\)", self._page(self.world.sam))
        at = now()
        Absence.enter(self.world.sam, at - timedelta(days=1), at + timedelta(days=30), by=self.world.sam, at=at)
        assert "None comes in the next two weeks" in self._page(self.world.sam)

    def test_only_colleagues_with_a_role(self) -> None:
        self.client.force_login(self.world.nora)
        assert self.client.get(ADDRESS).status_code == 403
        self.client.logout()
        assert self.client.get(ADDRESS).status_code == 302

    def _page(self, user: object) -> str:
        self.client.force_login(user)  # type: ignore[arg-type]
        return str(self.client.get(ADDRESS).content.decode())
