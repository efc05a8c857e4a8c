"""One real request after the other: what is connected to, how long it may take, what counts as taken."""

import socket
import ssl
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from handschlag.post.models import posting
from handschlag.post.models.posting import TOO_SLOW, post
from handschlag.post.tests.receiver import receiver


@pytest.fixture
def loopback(settings):
    settings.WEBHOOK_ALLOWED = ["127.0.0.1"]


def test_a_request_arrives_with_its_headers(loopback):
    with receiver() as crm:
        answer = post(crm.url, {"webhook-id": "hs_1", "Content-Type": "application/json"}, b"{}")
    assert answer.is_taken
    [(headers, body)] = crm.got
    assert body == b"{}"
    assert headers["webhook-id"] == "hs_1"
    assert headers["host"] == crm.url.split("/")[2]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 429, 500, 503])
def test_only_two_hundreds_count_as_taken_and_no_redirect_is_followed(loopback, status):
    with receiver() as elsewhere, receiver() as crm:

        def send_away(request):
            request.send_response(status)
            request.send_header("Location", elsewhere.url)
            request.end_headers()

        crm.answering = send_away
        answer = post(crm.url, {}, b"{}")
        assert (answer.status, answer.is_taken, answer.is_gone) == (status, False, status == 410)
        assert elsewhere.got == []


def test_how_long_a_receiver_asks_to_be_left_alone(loopback):
    def ask(request):
        request.send_response(429)
        request.send_header("Retry-After", "120")
        request.end_headers()

    with receiver(ask) as crm:
        assert post(crm.url, {}, b"{}").asked_pause.total_seconds() == 120


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_reached_by_no_spelling(settings, host):
    settings.WEBHOOK_ALLOWED = []
    with receiver() as crm:
        port = crm.url.split(":")[2].split("/")[0]
        answer = post(f"https://{host}:{port}/", {}, b"{}")
    assert answer.error in {"not_public", "unknown_host"}
    assert crm.got == []


def test_the_address_checked_is_the_address_used(loopback, monkeypatch):
    """A name that points elsewhere the second time it is asked is asked only once."""
    asked = []

    def look_up(host, port, *others, **more):
        if host == "rebinding.example":
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]
        return real(host, port, *others, **more)

    real = socket.getaddrinfo
    monkeypatch.setattr(posting.socket, "getaddrinfo", look_up)
    with receiver() as crm:
        posting.settings.WEBHOOK_ALLOWED = ["rebinding.example"]
        url = crm.url.replace("127.0.0.1", "rebinding.example")
        assert post(url, {}, b"{}").is_taken
        assert crm.got[0][0]["host"] == url.split("/")[2]
    assert asked == ["rebinding.example"]


def test_whoever_hangs_is_left_at_the_deadline(loopback, monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 0.4)
    let_go = Event()
    with receiver(lambda _request: let_go.wait(60)) as crm:
        began = monotonic()
        answer = post(crm.url, {}, b"{}")
        took = monotonic() - began
        let_go.set()
    assert answer.error == TOO_SLOW
    assert took < 20


def test_whoever_drips_is_left_at_the_deadline_too(loopback, monkeypatch):
    """Each byte comes in time; the whole never would."""
    monkeypatch.setattr(posting, "SECONDS", 0.5)

    def drip(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _byte in range(600):
            sleep(0.1)
            try:
                request.wfile.write(b"a")
                request.wfile.flush()
            except OSError:
                return

    with receiver(drip) as crm:
        began = monotonic()
        assert post(crm.url, {}, b"{}").error == TOO_SLOW
        assert monotonic() - began < 20


def test_a_flood_of_headers_is_no_answer(loopback):
    def flood(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5_000)) + b"\r\n")

    with receiver(flood) as crm:
        assert not post(crm.url, {}, b"{}").is_taken


def test_an_answer_without_end_is_not_read(loopback):
    """The head says all there is to know."""

    def talk(request):
        request.send_response(200)
        request.end_headers()
        try:
            for _piece in range(10_000):
                request.wfile.write(b"x" * 65_536)
        except OSError:
            return

    with receiver(talk) as crm:
        assert post(crm.url, {}, b"{}").is_taken


def test_what_speaks_no_http_is_told_as_trouble(loopback):
    with receiver(lambda request: request.wfile.write(b"220 mail.example ESMTP\r\n")) as crm:
        assert post(crm.url, {}, b"{}").error.startswith("BadStatusLine")


def test_where_nobody_listens(loopback):
    assert "refused" in post("http://127.0.0.1:9/", {}, b"{}").error


def test_a_certificate_of_nobody_is_not_trusted(loopback, tmp_path):
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "crm.example")])
    made = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(made)
        .not_valid_after(made + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("crm.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    names = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)

    def serve(listening):
        for _time in range(2):
            line, _address = listening.accept()
            try:
                with context.wrap_socket(line, server_side=True) as secured:
                    asked = b""
                    while not asked.endswith(b"{}"):  # whoever hangs up on what was not read takes the answer with it
                        asked += secured.recv(65_536) or b"{}"
                    secured.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            except OSError:
                line.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        real = socket.getaddrinfo
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                posting.socket, "getaddrinfo", lambda _host, port, *rest, **more: real("127.0.0.1", port, *rest, **more)
            )
            assert "certificate" in post(f"https://crm.example:{port}/", {}, b"{}").error.lower()
            patch.setattr(posting.settings, "WEBHOOK_CA_FILE", str(pem))
            assert post(f"https://crm.example:{port}/", {}, b"{}").is_taken
        thread.join(5)
    assert names == ["crm.example", "crm.example"]
