"""Signatures against the example published with Standard Webhooks."""

from uuid import UUID

from handschlag.post.core.signing import headers, secret_of, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOK = UUID(int=7)


def test_the_published_example_is_signed_alike():
    signed = signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_during_an_overlap_both_secrets_sign():
    new, former = secret_of("house", HOOK, 2), secret_of("house", HOOK, 1)
    sent = headers([new, former], "hs_1", 1614265330, b"{}")
    expected = [signature(secret, "hs_1", 1614265330, b"{}") for secret in (new, former)]
    assert sent["webhook-signature"].split() == expected
    assert (sent["webhook-id"], sent["webhook-timestamp"]) == ("hs_1", "1614265330")


def test_a_secret_is_that_of_one_house_one_webhook_and_one_number():
    secrets = {secret_of(house, hook, number) for house in "ab" for hook in (HOOK, UUID(int=8)) for number in (1, 2)}
    assert len(secrets) == 8
    assert all(secret.startswith("whsec_") and len(secret) == 50 for secret in secrets)
