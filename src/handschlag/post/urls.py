from django.urls import path

from handschlag.post.views import outbox, webhooks

app_name = "post"

urlpatterns = [
    path("", outbox.overview, name="overview"),
    path("<uuid:message_id>/renewal/", outbox.renewal, name="renewal"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/add/", webhooks.webhook_add, name="webhook_add"),
    path("webhooks/<uuid:webhook_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:webhook_id>/change/", webhooks.webhook_change, name="webhook_change"),
    path("webhooks/<uuid:webhook_id>/tests/", webhooks.webhook_test, name="webhook_test"),
    path("webhooks/<uuid:webhook_id>/pause/", webhooks.webhook_pause, name="webhook_pause"),
    path("webhooks/<uuid:webhook_id>/resumption/", webhooks.webhook_resumption, name="webhook_resumption"),
    path("webhooks/<uuid:webhook_id>/secret/", webhooks.webhook_secret, name="webhook_secret"),
    path("webhooks/<uuid:webhook_id>/removal/", webhooks.webhook_removal, name="webhook_removal"),
    path("webhooks/<uuid:webhook_id>/replays/", webhooks.webhook_replay, name="webhook_replay"),
    path(
        "webhooks/<uuid:webhook_id>/sendings/<int:sending_id>/repeat/", webhooks.sending_repeat, name="sending_repeat"
    ),
]
