from django.urls import path

from handschlag.conversation import views

app_name = "conversation"

urlpatterns = [
    path("", views.conversations, name="list"),
    path("voices/", views.voices, name="voices"),
    path("topics/", views.topics, name="topics"),
    path("topics/new/", views.add_topic, name="topic-add"),
    path("topics/<uuid:topic_id>/name/", views.rename_topic, name="topic-rename"),
    path("topics/<uuid:topic_id>/archive/", views.archive_topic, name="topic-archive"),
    path("handovers/<uuid:handover_id>/new/", views.new, name="new"),
    path("handovers/<uuid:handover_id>/", views.log, name="log"),
    path("handovers/<uuid:handover_id>/deal/new/", views.new_deal, name="deal-new"),
    path("handovers/<uuid:handover_id>/deal/", views.open_deal, name="deal-open"),
    path("deals/", views.deals, name="deals"),
    path("deals/<uuid:deal_id>/", views.deal, name="deal"),
    path("deals/<uuid:deal_id>/closing/", views.close_deal, name="deal-close"),
    path("<uuid:conversation_id>/", views.show, name="show"),
]
