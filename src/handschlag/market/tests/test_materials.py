"""Materials with files and variants: what is kept, how it is served, and what a key in a touch means."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from handschlag.kernel.ids import new_id
from handschlag.market.core.file_kinds import kind_of
from handschlag.market.models import (
    Campaign,
    Channel,
    Material,
    MaterialFile,
    MaterialName,
    MaterialVariant,
    Segment,
    named_materials,
)
from handschlag.organisation.tests.world import World, build_world

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
PDF = b"%PDF-1.7\n" + b"x" * 100
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "content", [SVG, HTML, b"", b"GIF89a", b"PK\x03\x04", b"MZ", b" %PDF-1.7", b"\n<html>%PDF-", b"RIFF1234WAVE"]
)
def test_only_kinds_that_carry_no_script_are_kept(content: bytes) -> None:
    assert kind_of(content) is None


def test_kinds_are_known_by_content() -> None:
    assert kind_of(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert kind_of(b"\x00\x00\x00\x20ftypisom") == "video/mp4"
    assert kind_of(b"\xff\xd8\xff\xe0") == "image/jpeg"


class Materials(TestCase):
    world: World
    makers: Segment
    search: Channel
    guide: Material

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = build_world()
        cls.makers = Segment.objects.create(key="makers", name="Makers")
        cls.search = Channel.objects.create(key="search", name="Search")
        campaign = Campaign.objects.create(key="c", name="C", channel=cls.search, starts_on=date(2026, 1, 1))
        cls.guide = Material.objects.create(key="guide", name="Guide", url="https://x.example/guide", campaign=campaign)

    @pytest.fixture(autouse=True)
    def _files_lie_elsewhere(self, tmp_path: Path) -> Any:
        self.folder = tmp_path
        with override_settings(MEDIA_ROOT=tmp_path):
            yield

    def setUp(self) -> None:
        self.client.force_login(self.world.mara)

    def edit(self, content: bytes, name: str = "guide.pdf", kind: str = "application/pdf") -> Any:
        form = {"name": "Guide", "upload": SimpleUploadedFile(name, content, content_type=kind)}
        return self.client.post(reverse("market:edit", args=["materials", self.guide.pk]), form)

    def test_a_picture_is_kept_under_a_name_drawn_by_lot_and_served_as_what_it_is(self) -> None:
        assert self.edit(PNG, '..\\../../etc/pass"wd<b>.html', "text/html").status_code == 302
        kept = MaterialFile.objects.get()
        assert (kept.kind, kept.name) == ("image/png", "pass_wd_b_.png")
        stored = [path for path in self.folder.rglob("*") if path.is_file()]
        assert [path.relative_to(self.folder).as_posix() for path in stored] == [kept.path]
        assert "pass" not in kept.path
        download = self.client.get(reverse("market:file", args=[kept.pk]))
        assert download["Content-Disposition"].startswith("attachment;")
        assert download["Content-Type"] == "image/png"
        shown = self.client.get(reverse("market:preview", args=[kept.pk]))
        assert b"".join(shown.streaming_content) == PNG
        assert shown["Content-Disposition"].startswith("inline")
        assert shown["X-Content-Type-Options"] == "nosniff"
        assert shown["Content-Security-Policy"].startswith("default-src 'none'")
        assert (
            reverse("market:preview", args=[kept.pk])
            in self.client.get(reverse("market:material", args=[self.guide.pk])).content.decode()
        )

    def test_what_could_carry_a_script_is_refused_whatever_it_is_called(self) -> None:
        for content in (SVG, HTML, b"\xef\xbb\xbf" + HTML):
            errors = self.edit(content, "guide.png", "image/png").context["form"].errors
            assert set(errors) == {"upload"}
        assert not MaterialFile.objects.exists()
        assert not list(self.folder.rglob("*.*"))

    def test_films_are_only_downloaded_and_missing_files_are_unknown(self) -> None:
        self.edit(b"\x00\x00\x00\x20ftypisom" + b"0" * 50, "film.mp4")
        film = MaterialFile.objects.get()
        assert self.client.get(reverse("market:preview", args=[film.pk])).status_code == 404
        (self.folder / film.path).unlink()
        assert self.client.get(reverse("market:file", args=[film.pk])).status_code == 404
        assert self.client.get(reverse("market:file", args=[new_id()])).status_code == 404

    def test_strangers_and_who_has_no_role_get_no_file(self) -> None:
        self.edit(PDF)
        kept = MaterialFile.objects.get()
        self.client.force_login(self.world.sam)
        assert self.client.get(reverse("market:file", args=[kept.pk])).status_code == 200
        self.client.force_login(self.world.nora)
        for name in ("file", "preview"):
            assert self.client.get(reverse(f"market:{name}", args=[kept.pk])).status_code == 403
        assert self.client.get(reverse("market:material", args=[self.guide.pk])).status_code == 403
        self.client.logout()
        assert self.client.get(reverse("market:file", args=[kept.pk])).status_code == 302

    def test_a_file_is_taken_away_again(self) -> None:
        self.edit(PDF)
        self.client.post(
            reverse("market:edit", args=["materials", self.guide.pk]), {"name": "Guide", "drop_file": "on"}
        )
        self.guide.refresh_from_db()
        assert self.guide.file is None

    def variant(self, key: str, **others: Any) -> Any:
        form = {"material": self.guide.pk, "key": key, "name": "for makers", **others}
        return self.client.post(reverse("market:add", args=["variants"]), form)

    def test_a_variant_has_a_key_nobody_else_has(self) -> None:
        other = Material.objects.create(key="other", name="Other")
        assert self.variant("guide-makers", segment=self.makers.pk).status_code == 302
        for key in ("guide", "other", "guide-makers"):
            assert set(self.variant(key).context["form"].errors) == {"key"}, key
        assert set(self.variant("guide-makers", material=other.pk).context["form"].errors) == {"key"}
        page = self.client.post(reverse("market:add", args=["materials"]), {"name": "X", "key": "guide-makers"})
        assert set(page.context["form"].errors) == {"key"}

    def test_variants_go_along_with_a_new_version(self) -> None:
        self.variant("guide-makers", segment=self.makers.pk)
        self.variant("guide-old")
        MaterialVariant.objects.get(key="guide-old").archive(by=self.world.mara, at=self.world_now())
        self.client.post(reverse("market:revise", args=[self.guide.pk]))
        second = Material.objects.get(version=2)
        assert [variant.key for variant in second.variants.all()] == ["guide-makers"]
        page = self.client.get(reverse("market:material", args=[second.pk])).content.decode()
        assert "guide-makers" in page
        assert reverse("market:material", args=[self.guide.pk]) in page

    def test_keys_in_touches_mean_materials_and_their_variants(self) -> None:
        self.variant("guide-makers", segment=self.makers.pk, url="https://x.example/makers")
        self.variant("guide-li", channel=self.search.pk)
        named = named_materials()
        assert {key: (one.key, one.name, one.url, one.segment) for key, one in named.items()} == {
            "guide": ("guide", "Guide", "https://x.example/guide", ""),
            "guide-makers": ("guide", "Guide (for makers)", "https://x.example/makers", "makers"),
            "guide-li": ("guide", "Guide (for makers)", "https://x.example/guide", ""),
        }

    def test_naming_asks_the_database_twice_however_much_there_is(self) -> None:
        for number in range(20):
            self.variant(f"guide-{number}")
        with self.assertNumQueries(2):
            assert len(named_materials()) == 21

    def test_a_touch_means_by_every_name_the_most_that_is_certain(self) -> None:
        mara, now = self.world.mara, self.world_now()
        self.guide.keep(by=mara, at=now)
        self.variant("guide-makers", url="https://x.example/makers")
        self.variant("guide-li", url="https://x.example/guide")
        Material(key="flyer", name="Flyer", url="https://x.example/makers/flyer").keep(by=mara, at=now)
        Material(key="card", name="Card", url="https://x.example/makers/flyer").keep(by=mara, at=now)
        names = MaterialName.known()
        for material, page, key in (
            ("guide", "/makers", "guide"),
            ("guide-makers", "", "guide-makers"),
            ("", "/makers", "guide-makers"),
            ("https://x.example/makers", "", "guide-makers"),
            ("", "/guide", "guide"),
            ("", "/makers/flyer", ""),
            ("nobody-knows", "/guide", "nobody-knows"),
            ("", "/", ""),
        ):
            assert names.key_of(material, page) == key, (material, page)

    def test_what_is_kept_twice_is_learned_once_and_since_the_first_time(self) -> None:
        for day in range(2):
            self.guide.keep(by=self.world.mara, at=self.world_now() + timedelta(days=day))
        assert {one.since_at for one in MaterialName.objects.all()} == {self.world_now()}
        assert set(MaterialName.objects.values_list("way", "name")) == {
            ("named", "guide"),
            ("named", "https://x.example/guide"),
            ("page", "/guide"),
            ("page", "/guide/"),
        }

    def world_now(self) -> Any:
        from handschlag.organisation.tests.world import MONDAY

        return MONDAY
