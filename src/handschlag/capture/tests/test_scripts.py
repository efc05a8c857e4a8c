"""The scripts for other people's pages: small, cached, free of what tells devices apart."""

import re

from django.test import TestCase

from handschlag.capture.tests.forms_world import published
from handschlag.organisation.tests.world import build_world

TELLING = (
    "cookie",
    "userAgent",
    "sessionStorage",
    "canvas",
    "screen",
    "plugins",
    "hardwareConcurrency",
    "eval",
    "innerHTML",
)


class ScriptTest(TestCase):
    def test_both_are_small_and_carry_nothing_that_measures_a_device(self):
        for address, most in (("/t.js", 5_000), ("/f/anything.js", 2_500)):
            script = self.client.get(address).content.decode()
            assert len(script.encode()) < most, address
            code = re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)
            assert [word for word in TELLING if re.search(rf"\b{word}\b", code)] == [], address
            assert "https://" not in code

    def test_a_browser_that_has_it_is_told_so(self):
        first = self.client.get("/t.js")
        assert first["Content-Type"].startswith("text/javascript")
        assert "max-age" in first["Cache-Control"]
        again = self.client.get("/t.js", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert not first.cookies
        assert self.client.post("/t.js").status_code == 405

    def test_the_script_of_a_form_is_the_same_for_all_and_tells_nobody_which_there_are(self):
        build_world()
        published("newsletter")
        assert self.client.get("/f/newsletter.js").content == self.client.get("/f/nothing.js").content
