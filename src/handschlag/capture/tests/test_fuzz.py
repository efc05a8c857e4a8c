"""Whatever is sent, the door answers 200, 400, 401 or 413, the worker reads it without stumbling, and the figures add up."""

import gzip
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from handschlag.capture.models import Bundle, Quarantined, Source, unpack
from handschlag.capture.readings.balance import balances, total
from handschlag.capture.tests.sending import send
from handschlag.organisation.tests.world import MONDAY

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["\x00", "\ud800", "2026-03-02T09:00:00Z", "1970-01-01", "9999-12-31T23:59:59+14:00", "a@b.example", "x" * 400]
    ),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ["type", "event", "messageId", "timestamp", "originalTimestamp", "sentAt", "anonymousId", "userId", "externalId", "previousId", "groupId", "traits", "properties", "context", "name", "writeKey", "integrations"]  # fmt: skip
TYPES = st.sampled_from(["track", "page", "screen", "identify", "group", "alias"])
MESSAGE = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8) | st.builds(
    lambda type_, more: {"type": type_, "event": "x", "userId": "7"} | more,
    TYPES,
    st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4),
)
BODY = st.one_of(
    st.binary(max_size=200),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.lists(MESSAGE | JSON, max_size=5).map(lambda batch: json.dumps({"batch": batch}).encode()),
    st.builds(
        lambda batch, around: json.dumps({"batch": batch} | around).encode(),
        st.lists(MESSAGE, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3),
    ),
)


class Fuzz(TestCase):
    @given(BODY, st.sampled_from(["/v1/batch", "/v1/t", "/v1/i", "/v1/g", "/v1/a"]), st.booleans(), st.booleans())
    @settings(max_examples=150, deadline=None)
    def test_no_body_makes_the_house_stumble(self, body, path, is_packed, is_foreign):
        source, key = Source.make("Website", by=None, at=MONDAY)
        source.origins = ["https://www.example.com"]
        source.save()
        headers = {"content_encoding": "gzip"} if is_packed else {}
        headers |= {"origin": "https://www.example.com"} if is_foreign else {}
        answer = send(gzip.compress(body) if is_packed else body, key, path, **headers)
        assert answer.status in (200, 400, 401, 413)
        with self.assertNoLogs("handschlag.capture.models.unpacking"):
            unpack(MONDAY)
        assert not Bundle.objects.exists()
        assert total(balances()).adds_up
        if answer.status == 200:
            said = [result for result in answer.json()["results"] if result["outcome"] == "quarantined"]
            assert Quarantined.objects.count() >= len(said)
