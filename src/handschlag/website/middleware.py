"""What surrounds every request: one moment for all of it, and refusals told to the person who asked."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from handschlag.kernel.clock import now
from handschlag.kernel.refusal import Refused
from handschlag.organisation.models import Answer, AnsweredCall, ApiToken, OtherCallUnderThisKey
from handschlag.organisation.tokens import ON_BEHALF
from handschlag.website.problems import problem

type_of_view = Callable[[HttpRequest], HttpResponse]


class MomentMiddleware:
    """Gives the request its moment, ``request.now``: whatever happens within it, happens then."""

    def __init__(self, get_response: type_of_view) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = now()  # type: ignore[attr-defined]
        return self.get_response(request)


class OnceMiddleware:
    """A POST to the API with an ``Idempotency-Key`` happens once, however often it is sent; an old answer says so in ``Idempotency-Replayed``."""

    def __init__(self, get_response: type_of_view) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, token = request.headers.get("Idempotency-Key", ""), _token(request)
        if request.method != "POST" or not key or not token or not request.path.startswith("/api/v1/"):
            return self.get_response(request)
        if len(key) > 200:
            return problem(422, _("An Idempotency-Key has at most 200 characters."))
        if ApiToken.of(token) is None:
            return self.get_response(request)  # which refuses it
        return self._once(request, token, key)

    def _once(self, request: HttpRequest, token: str, key: str) -> HttpResponse:
        answered: list[HttpResponse] = []

        def act() -> Answer:
            answered.append(self.get_response(request))
            return Answer(answered[0].status_code, answered[0].content)

        named = request.headers.get(ON_BEHALF)
        for_whom = f"{ON_BEHALF}: {named}\n" if named else ""
        asked = f"{request.get_full_path()}\n{for_whom}".encode() + request.body
        try:
            answer, is_old = AnsweredCall.once(token, key, asked, request.now, act)  # type: ignore[attr-defined]
        except OtherCallUnderThisKey:
            return problem(422, _("This Idempotency-Key was used for another call."))
        if not is_old:
            return answered[0]
        response = HttpResponse(answer.body, status=answer.status, content_type="application/json; charset=utf-8")
        response["Idempotency-Replayed"] = "true"
        return response


def _token(request: HttpRequest) -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


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
