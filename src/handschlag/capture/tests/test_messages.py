"""Messages read into touches: no database."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from handschlag.capture.core.dropping import Dropped, DropReason
from handschlag.capture.core.messages import kind_named, read

RECEIVED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TRACK = {
    "type": "track",
    "event": "Brochure Downloaded",
    "messageId": "1",
    "anonymousId": "b",
    "timestamp": "2026-03-02T08:00:00Z",
}


def reason_for(**parts):
    with pytest.raises(Dropped) as dropped:
        read({name: value for name, value in (TRACK | parts).items() if value is not None}, RECEIVED)
    return dropped.value.reason


def test_a_track_message_becomes_a_touch_of_its_event():
    reading = read(TRACK, RECEIVED)
    assert (reading.kind, reading.who, reading.happened_at) == (
        "brochure_downloaded",
        "anon:b",
        RECEIVED - timedelta(hours=1),
    )


def test_page_and_identify_messages_have_kinds_of_their_own():
    assert read(TRACK | {"type": "page"}, RECEIVED).kind == "page_viewed"
    assert read(TRACK | {"type": "identify"}, RECEIVED).kind == "identified"


@pytest.mark.parametrize(
    ("event", "kind"),
    [("Messe: Gespräch!", "messe_gespraech"), ("Demo-Request", "demo-request"), (" Öl ", "oel"), ("Ça va", "ca_va")],
)
def test_event_names_become_words_of_the_agreement(event, kind):
    assert kind_named(event) == kind


def test_the_strongest_identifier_leads_and_is_normalised():
    reading = read(TRACK | {"userId": 7, "traits": {"email": " Anna@Bauer.EXAMPLE ", "phone": "0821 12345"}}, RECEIVED)
    assert reading.identifiers == ["email:anna@bauer.example", "user:7", "phone:+4982112345", "anon:b"]
    assert reading.traits == {"email": "anna@bauer.example", "phone": "+4982112345"}


def test_the_origin_is_named_outright_or_by_link_parameters():
    link = {
        "campaign": {"medium": "email", "source": "news", "name": "spring", "content": "brochure"},
        "page": {"path": "/a"},
    }
    reading = read(TRACK | {"context": link}, RECEIVED)
    assert (reading.channel, reading.campaign, reading.material, reading.page) == ("email", "spring", "brochure", "/a")
    assert read(TRACK | {"context": link, "properties": {"channel": "fair"}}, RECEIVED).channel == "fair"


def test_consent_among_the_traits_is_no_trait():
    reading = read(TRACK | {"traits": {"consent": {"scoring": True}, "city": "Augsburg"}}, RECEIVED)
    assert reading.traits == {"city": "Augsburg"}
    assert reading.properties["consent"] == {"scoring": True}


@pytest.mark.parametrize("timestamp", ["1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "2026-03-02T08:00:00"])
def test_a_clock_that_cannot_be_right_is_flagged_and_the_touch_is_kept(timestamp):
    reading = read(TRACK | {"timestamp": timestamp}, RECEIVED)
    assert reading.flags == ["clock"]
    assert reading.properties["said_timestamp"] == timestamp
    assert reading.happened_at <= RECEIVED


def test_a_clock_a_little_ahead_is_not_doubted_but_never_later_than_known():
    reading = read(TRACK | {"timestamp": "2026-03-02T09:00:02Z"}, RECEIVED)
    assert (reading.happened_at, reading.flags) == (RECEIVED, [])


def test_what_only_python_takes_for_json_is_dropped():
    for text in (
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": 1e999}',
        '{"a": "\\ud800"}',
        '{"a": "\\u0000"}',
        '{"a": 9223372036854775808}',
        '{"\\u0000": 1}',
    ):
        assert reason_for(properties=json.loads(text)) is DropReason.NOT_PORTABLE, text


def test_nesting_is_bounded():
    deep: object = 1
    for _level in range(40):
        deep = [deep]
    assert reason_for(properties={"a": deep}) is DropReason.NOT_PORTABLE


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"properties": {"a": "x" * 33_000}}, DropReason.TOO_LARGE),
        ({"type": "library"}, DropReason.UNKNOWN_TYPE),
        ({"event": "!!"}, DropReason.NO_EVENT_NAME),
        ({"event": None}, DropReason.NO_EVENT_NAME),
        ({"event": "x" * 61}, DropReason.TOO_LONG),
        ({"messageId": ""}, DropReason.BAD_MESSAGE_ID),
        ({"messageId": 7}, DropReason.BAD_MESSAGE_ID),
        ({"timestamp": "yesterday"}, DropReason.BAD_TIMESTAMP),
        ({"timestamp": 1772442000}, DropReason.BAD_TIMESTAMP),
        ({"traits": {"email": "no address"}}, DropReason.BAD_IDENTIFIER),
        ({"traits": {"email": "a@b.example\nBcc: x@y.example"}}, DropReason.BAD_IDENTIFIER),
        ({"traits": {"phone": "call me"}}, DropReason.BAD_IDENTIFIER),
        ({"anonymousId": None}, DropReason.NOBODY),
        ({"anonymousId": ["b"]}, DropReason.BAD_IDENTIFIER),
        ({"traits": "Anna"}, DropReason.BAD_SHAPE),
        ({"properties": {"channel": "x" * 121}}, DropReason.TOO_LONG),
        ({"properties": {"channel": {"a": 1}}}, DropReason.TOO_LONG),
    ],
)
def test_every_step_says_why_it_drops(parts, reason):
    assert reason_for(**parts) is reason


def test_what_is_no_object_is_dropped():
    for thing in (None, 7, "text", ["track"]):
        with pytest.raises(Dropped, match="not_an_object"):
            read(thing, RECEIVED)


def test_a_message_without_an_id_is_known_by_its_body():
    anonymous = {name: value for name, value in TRACK.items() if name != "messageId"}
    assert read(anonymous, RECEIVED).message_id == read(dict(reversed(anonymous.items())), RECEIVED).message_id
    assert read(anonymous | {"event": "Other"}, RECEIVED).message_id != read(anonymous, RECEIVED).message_id


def test_an_alias_names_the_person_by_both_ids_whatever_the_former_was():
    reading = read({"type": "alias", "userId": "7", "previousId": "old", "messageId": "1"}, RECEIVED)
    assert (reading.kind, reading.identifiers) == ("aliased", ["user:7", "user:old", "anon:old"])


def test_what_a_group_message_says_it_says_about_the_firm():
    firm = {"name": "Bauer AG", "industry": "machines", "employees": 80}
    reading = read({"type": "group", "userId": "7", "groupId": "g1", "traits": firm, "messageId": "1"}, RECEIVED)
    assert reading.kind == "grouped"
    assert reading.traits == {"company": "Bauer AG", "industry": "machines", "employees": 80, "company_id": "g1"}


def test_the_name_of_a_screen_is_its_page():
    reading = read({"type": "screen", "name": "Prices", "userId": "7", "messageId": "1"}, RECEIVED)
    assert (reading.kind, reading.page) == ("screen_viewed", "Prices")


@pytest.mark.parametrize(
    ("said", "sent", "minutes_ago", "flags"),
    [
        ("2026-03-02T08:50:00Z", "2026-03-02T09:00:00Z", 10, []),  # a clock that is right
        ("2026-03-02T11:50:00Z", "2026-03-02T12:00:00Z", 10, ["clock"]),  # three hours fast
        ("1970-01-01T00:00:00Z", "1970-01-01T00:10:00Z", 10, ["clock"]),  # never set
        ("2026-02-02T09:00:00Z", "2026-03-02T09:00:00Z", 28 * 24 * 60, []),  # offline for four weeks
        ("2026-03-02T09:05:00Z", "2026-03-02T09:00:00Z", 0, []),  # sent before it happened: never later than received
        ("2026-03-02T08:50:00Z", "soon", 10, []),
        ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", 0, ["clock"]),
    ],
)
def test_a_moment_is_put_right_by_how_far_the_clock_was_off_when_it_sent(said, sent, minutes_ago, flags):
    reading = read(TRACK | {"timestamp": said, "sentAt": sent}, RECEIVED)
    assert (reading.happened_at, reading.flags) == (RECEIVED - timedelta(minutes=minutes_ago), flags)


def test_the_digest_is_of_what_is_said_and_not_of_how_it_was_sent():
    one = read(TRACK | {"sentAt": "2026-03-02T09:00:00Z", "integrations": {"All": False}}, RECEIVED)
    two = read(dict(reversed(list(TRACK.items()))), RECEIVED)
    assert one.body_digest == two.body_digest
    assert one.body_digest != read(TRACK | {"event": "Other"}, RECEIVED).body_digest
