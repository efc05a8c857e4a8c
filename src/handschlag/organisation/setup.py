"""The code that opens the set-up page of a fresh installation: whoever started the server has seen it, nobody else."""

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

TRIES, SECONDS = 10, 600
"""So many codes may be tried from one address in so much time."""


def setup_code() -> str:
    """Sixteen hex digits in groups of four, the same for as long as the installation keeps its secret key."""
    digest = salted_hmac(
        "handschlag.organisation.setup", "code", secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def is_setup_code(text: str) -> bool:
    """Whether ``text`` is the code, in whatever capitals and with or without its dashes."""
    return constant_time_compare(_bare(text), _bare(setup_code()))


def may_try(address: str) -> bool:
    """Counts a try from ``address`` and tells whether it is still one of the first ten in ten minutes."""
    key = f"handschlag.setup.{address}"
    cache.add(key, 0, SECONDS)
    try:
        return int(cache.incr(key)) <= TRIES
    except ValueError:  # it expired in between
        return True


def _bare(text: str) -> str:
    return text.replace("-", "").replace(" ", "").lower()
