"""Setting up a fresh installation in the browser. Once a house exists, this page does not."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from handschlag.organisation.forms import SetUpForm
from handschlag.organisation.models import House, found
from handschlag.organisation.setup import SECONDS, may_try

LOGGED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    if House.the():
        raise Http404
    if request.method == "POST" and not may_try(request.META["REMOTE_ADDR"]):
        slow_down = _("Too many tries. Please wait %(minutes)s minutes.") % {"minutes": SECONDS // 60}
        return render(request, "organisation/setup.html", {"form": SetUpForm(), "slow_down": slow_down}, status=429)
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        founder = found(form.founding(), at=request.now)  # type: ignore[attr-defined]
        login(request, founder, backend=LOGGED_IN_BY)
        return redirect("today")
    return render(request, "organisation/setup.html", {"form": form})
