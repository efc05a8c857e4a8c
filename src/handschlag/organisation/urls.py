"""The addresses of the house."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from handschlag.organisation.views import kept, mandates, mine, people, setup


class NounConverter(StringConverter):
    """Only the nouns there are; every other address is unknown."""

    regex = "|".join(kept.PAGES)


register_converter(NounConverter, "organisation_noun")

app_name = "organisation"

urlpatterns = [
    path("", people.overview, name="overview"),
    path("setup/", setup.set_up, name="setup"),
    path("users/add/", people.user_add, name="user_add"),
    path("users/<uuid:user_id>/", people.user, name="user"),
    path("users/<uuid:user_id>/roles/", people.user_roles, name="user_roles"),
    path("users/<uuid:user_id>/invitation/", people.user_invitation, name="user_invitation"),
    path("users/<uuid:user_id>/deactivation/", people.user_deactivation, name="user_deactivation"),
    path("users/<uuid:user_id>/reactivation/", people.user_reactivation, name="user_reactivation"),
    path("mandates/add/", mandates.mandate_add, name="mandate_add"),
    path("mandates/<uuid:mandate_id>/end/", mandates.mandate_end, name="mandate_end"),
    path("me/", mine.me, name="me"),
    path("notifications/", mine.notifications, name="notifications"),
    path("absences/", mine.absences, name="absences"),
    path("absences/<uuid:absence_id>/withdrawal/", mine.absence_withdraw, name="absence_withdraw"),
    path("tokens/", mine.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revocation/", mine.token_revoke, name="token_revoke"),
    path("calendar/", mine.feed, name="feed"),
    path("calendar/end/", mine.feed_end, name="feed_end"),
    path("privacy/", mine.privacy, name="privacy"),
    path("calendars/<uuid:calendar_id>/days-off/", kept.day_off_add, name="day_off_add"),
    path("calendars/<uuid:calendar_id>/days-off/<int:day_off_id>/removal/", kept.day_off_remove, name="day_off_remove"),
    path("<organisation_noun:noun>/add/", kept.kept_add, name="kept_add"),
    path("<organisation_noun:noun>/<uuid:noun_id>/", kept.kept, name="kept"),
]
