"""The frame of every page: rooms by role, language, appearance, the way out of errors."""

from http.cookies import SimpleCookie

from django.test import Client, TestCase
from django.utils.translation import override

from handschlag.organisation.tests.world import World, build_world
from handschlag.website.context import GROUPS


class LookTest(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()

    def test_the_style_page_is_for_operations(self) -> None:
        self.client.force_login(self.world.otto)
        answer = self.client.get("/style/")
        self.assertContains(answer, "Every component")
        self.assertContains(answer, "Mathilde Freifrau von Ungern-Sternberg")

    def test_the_style_page_refuses_everybody_else(self) -> None:
        for user in (self.world.mara, self.world.sam, self.world.nora):
            self.client.force_login(user)
            assert self.client.get("/style/").status_code == 403

    def test_the_style_page_sends_strangers_to_log_in(self) -> None:
        self.assertRedirects(self.client.get("/style/"), "/accounts/login/?next=/style/")

    def test_the_style_page_takes_no_posts(self) -> None:
        self.client.force_login(self.world.otto)
        assert self.client.post("/style/").status_code in {403, 405}

    def test_an_appearance_is_kept_for_a_year_and_leads_back(self) -> None:
        answer = self.client.post("/appearance/", {"appearance": "dark", "next": "/style/"})
        self.assertRedirects(answer, "/style/", fetch_redirect_response=False)
        cookie = answer.cookies["appearance"]
        assert (cookie.value, cookie["samesite"], cookie["max-age"]) == ("dark", "Lax", 365 * 24 * 3600)
        self.assertContains(self.client.get("/accounts/login/"), 'data-theme="dark"')

    def test_an_appearance_nobody_knows_is_ignored(self) -> None:
        answer = self.client.post("/appearance/", {"appearance": "<b>"})
        assert "appearance" not in answer.cookies

    def test_a_forged_cookie_reaches_no_page(self) -> None:
        self.client.cookies = SimpleCookie({"appearance": "x onload"})
        self.assertNotContains(self.client.get("/accounts/login/"), "data-theme")

    def test_an_appearance_never_leads_to_strangers(self) -> None:
        answer = self.client.post("/appearance/", {"appearance": "dark", "next": "https://evil.example/"})
        assert answer["Location"] == "/"

    def test_an_appearance_is_not_chosen_by_a_link(self) -> None:
        assert self.client.get("/appearance/").status_code == 405

    def test_an_appearance_needs_the_csrf_token(self) -> None:
        assert Client(enforce_csrf_checks=True).post("/appearance/", {"appearance": "dark"}).status_code == 403

    def test_rooms_stand_in_the_order_of_the_leads_way(self) -> None:
        self.client.force_login(self.world.otto)
        page = self.client.get("/style/").content.decode()
        marks = [f'data-go="{room.key}"' for group in GROUPS for room in group.rooms]
        places = [page.index(mark) for mark in marks if mark in page]
        assert len(places) > 5
        assert places == sorted(places)

    def test_keys_of_rooms_are_not_used_twice(self) -> None:
        keys = [room.key for group in GROUPS for room in group.rooms]
        assert len(keys) == len(set(keys))

    def test_who_holds_no_role_sees_no_room(self) -> None:
        self.client.force_login(self.world.nora)
        answer = self.client.get("/style/")
        self.assertNotContains(answer, 'class="navigation__link"', status_code=403)
        self.assertContains(answer, "hold no role yet", status_code=403)

    def test_a_page_that_is_not_there_says_what_to_do(self) -> None:
        self.client.force_login(self.world.otto)
        self.assertContains(self.client.get("/nowhere/"), "There is nothing here", status_code=404)

    def test_the_same_page_speaks_german(self) -> None:
        self.client.force_login(self.world.otto)
        answer = self.client.get("/nowhere/", headers={"Accept-Language": "de"})
        self.assertContains(answer, '<html lang="de"', status_code=404)

    def test_a_broken_page_needs_nothing_to_show(self) -> None:
        from django.template.loader import render_to_string

        with override("de"):
            assert "Hier ist etwas schiefgegangen" in render_to_string("500.html")

    def test_logging_in_looks_like_the_house(self) -> None:
        answer = self.client.get("/accounts/login/")
        self.assertContains(answer, 'class="entrance__card"')
        self.assertNotContains(answer, "sign up")
