"""What surrounds every request: one moment for all of it, and refusals told to the person who asked."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused

type_of_view = Callable[[HttpRequest], HttpResponse]


class MomentMiddleware:
    """Gives the request its moment, ``request.now``: whatever happens within it, happens then."""

    def __init__(self, get_response: type_of_view) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalMiddleware:
    """A verb that refuses on a page becomes a message on the page the person came from; nothing was written."""

    def __init__(self, get_response: type_of_view) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        messages.error(request, str(exception))
        came_from = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
        return HttpResponseRedirect(came_from if safe else "/")
