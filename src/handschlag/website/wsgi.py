"""The entrance for web servers: touches to the intake's door, everything else to Django. The worker is started beside it."""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

pages = get_wsgi_application()

from handschlag.capture.door import Door  # noqa: E402 – models can be imported only now
from handschlag.capture.models import Senders, Writer  # noqa: E402
from handschlag.journey.beside import Companion, end_with_the_parent  # noqa: E402
from handschlag.kernel.clock import now  # noqa: E402

companion = Companion().start() if settings.WORKER_IN_SERVER else None
intake = Door(
    Writer(companion.nudge if companion else lambda: None).keep, Senders(), now, settings.PUBLIC_URL.partition(":")[0]
)
end_with_the_parent()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Touches pass before Django: they need no session, and there are thousands of them a second."""
    if intake.opens(environ["PATH_INFO"]):
        return intake(environ, start_response)
    return pages(environ, start_response)


# What start-up made stays for good: the cycle collector need not walk it again, which would now and then cost a request 200 ms.
gc.collect()
gc.freeze()
