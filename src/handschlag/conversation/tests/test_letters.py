"""E-mails are read into who, when and the words; whatever else is in them does no harm. No database."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handschlag.conversation.core.letters import LONGEST_TEXT, Unreadable, as_note, read


def mail(body="Hello", *, kind="text/plain; charset=utf-8", **headers):
    said = {
        "From": "Anna <anna@anna.example>",
        "To": "sam@musterwerk.example",
        "Subject": "MW 5",
        "Message-ID": "<1@a>",
    }
    said |= {"Content-Type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value is not None)
    return f"{head}\r\n{body}".encode()


def test_sender_recipients_subject_and_moment():
    letter = read(
        mail(
            To="Sam <SAM@musterwerk.example>, x@y.example",
            Cc="sam@musterwerk.example",
            Date="Mon, 2 Mar 2026 10:00:00 +0100",
        )
    )
    assert letter.sender == "anna@anna.example"
    assert letter.recipients == ("sam@musterwerk.example", "x@y.example")
    assert letter.sent_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert as_note(letter) == "MW 5\n\nHello"


def test_a_moment_without_zone_or_sense_is_none():
    for said in ("Mon, 2 Mar 2026 10:00:00", "yesterday", ""):
        assert read(mail(Date=said)).sent_at is None


def test_the_same_mail_has_the_same_key_whatever_way_it_came():
    assert read(mail()).key == read(mail("Hello again", Received="from x")).key
    assert read(mail()).key != read(mail(Message_ID="<2@a>")).key
    assert read(mail(Message_ID=None)).key != read(mail("Other", Message_ID=None)).key


def test_encoded_words_and_letters_of_every_kind():
    letter = read(
        mail("Gr=C3=BC=C3=9Fe", Subject="=?utf-8?q?R=C3=BCstzeit?=", Content_Transfer_Encoding="quoted-printable")
    )
    assert (letter.subject, letter.text) == ("Rüstzeit", "Grüße")
    assert read(b"From: a@b.example\nSubject: x\n\nlatin \xe9").text


def test_what_it_answers_to_is_left_out():
    quoted = "Yes, Friday.\n\nOn Mon, 2 Mar 2026 at 10:00 Sam wrote:\n> Friday?\n> Sam"
    assert read(mail(quoted)).text == "Yes, Friday."
    german = "Ja.\n\nAm 2. März 2026 um 10:00 schrieb Sam Berger:\n> Freitag?"
    assert read(mail(german)).text == "Ja."
    assert read(mail("> only quoted")).text == "> only quoted"


def test_of_a_page_only_the_words_stay():
    page = "<html><head><title>T</title><style>p{}</style></head><body><p>Hello <b>Sam</b></p><script>alert(1)</script><br>Bye &lt;x&gt;<img src=http://t.example/p></body>"
    assert read(mail(page, kind="text/html")).text == "Hello Sam\n\nBye <x>"


def test_attachments_are_not_read():
    body = (
        "--x\r\nContent-Type: text/plain\r\n\r\nSee attached\r\n--x\r\nContent-Type: application/pdf\r\n"
        'Content-Disposition: attachment; filename="../../etc/passwd"\r\n\r\nSECRET\r\n--x--\r\n'
    )
    letter = read(mail(body, kind='multipart/mixed; boundary="x"'))
    assert letter.text == "See attached"
    assert "SECRET" not in as_note(letter)


def test_headers_cannot_be_smuggled_in():
    letter = read(mail(Subject="=?utf-8?q?Hi=0D=0ABcc=3A_evil=40x.example?="))
    assert letter.subject == "Hi Bcc: evil@x.example"
    assert letter.recipients == ("sam@musterwerk.example",)
    with pytest.raises(Unreadable):
        read(mail(From="=?utf-8?q?A=0D=0ABcc=3A_e?= <anna@anna.example>"))


def test_automatic_answers_and_circulars_are_known():
    for header in ({"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<news.x.example>"}):
        assert read(mail(**header)).is_automatic, header
    assert not read(mail(Auto_Submitted="no")).is_automatic


def test_long_texts_are_cut_and_unseen_characters_left_out():
    assert len(read(mail("x" * 100_000)).text) == LONGEST_TEXT
    assert read(mail("a\x00b\u202ec")).text == "abc"


def test_what_is_no_mail_is_said_to_be_none():
    for raw in (
        b"",
        b"\xff\xfe\x00",
        b"no header at all",
        b"Subject: x\n\nNobody sent this",
        mail(To="a@b.example, " * 20_000),
    ):
        with pytest.raises(Unreadable):
            read(raw)


def test_many_nested_parts_do_no_harm():
    raw = b"From: a@b.example\r\n"
    raw += b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3_000))
    with suppress(Unreadable):
        read(raw)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"From: a@b.example\r\n", b"", b"From: =?utf-8?b?\xff?=\r\nContent-Type: multipart/x\r\n"]),
)
def test_whatever_comes_it_is_read_or_said_to_be_unreadable(raw, head):
    try:
        letter = read(head + raw)
    except Unreadable:
        return
    assert "\x00" not in as_note(letter)
    as_note(letter).encode()
