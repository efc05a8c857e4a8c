"""The request as pages know it: somebody logged in, one moment, htmx or not."""

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from handschlag.organisation.models import User


class Request(HttpRequest):
    """A request of a logged-in colleague. ``now`` is the moment of the whole request, aware, in UTC."""

    user: User
    now: datetime
    htmx: HtmxDetails
