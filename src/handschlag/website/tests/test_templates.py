"""What holds for every template of every room."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from handschlag.website.icons import ICONS
from handschlag.website.tests.templates_on_disk import DOCUMENT, WEBSITE, templates

TEMPLATES = templates()
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:|<script(?![^>]*\ssrc=)(?![^>]*type=.application/json)[^>]*>", re.I
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_inline_style_or_script(name: str) -> None:
    assert INLINE.search(TEMPLATES[name]) is None


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_can_be_read_by_the_engine(name: str) -> None:
    get_template(name.split("/templates/")[1])


def test_every_static_file_a_template_names_exists() -> None:
    named = {file for text in TEMPLATES.values() for file in re.findall(r"\{% static ['\"]([^'\"]+)['\"]", text)}
    assert {file for file in named if finders.find(file) is None} == set()


def test_every_icon_a_template_names_is_drawn() -> None:
    calls = r"\{% icon ['\"]([\w-]+)['\"]|includes/(?:empty|badge)\.html[^%]*\bicon=['\"]([\w-]+)['\"]"
    named = {icon for text in TEMPLATES.values() for pair in re.findall(calls, text) for icon in pair if icon}
    assert named <= set(ICONS)


def test_every_stylesheet_is_linked_somewhere() -> None:
    linked = " ".join(TEMPLATES.values())
    sheets = {path.name for path in (WEBSITE / "static/website/css").glob("*.css")}
    assert {sheet for sheet in sheets if f"website/css/{sheet}" not in linked} == set()


def test_every_include_for_the_rooms_is_documented() -> None:
    of_the_frame = {"head", "styles", "topbar", "sidebar", "wordmark", "navigation", "language", "appearance"}
    of_the_frame |= {"messages", "confirm", "keys", "refusal", "field_notes"}
    includes = {path.stem for path in (WEBSITE / "templates/includes").glob("*.html")} - of_the_frame
    documented = DOCUMENT.read_text()
    assert {name for name in includes if f"`{name}`" not in documented} == set()
