from django.urls import path

from handschlag.conversation import views
from handschlag.conversation.views import topics

app_name = "conversation"

urlpatterns = [
    path("", views.conversations, name="list"),
    path("voices/", views.voices, name="voices"),
    path("topics/", topics.topics, name="topics"),
    path("topics/new/", topics.add_topic, name="topic-add"),
    path("topics/<uuid:topic_id>/name/", topics.rename_topic, name="topic-rename"),
    path("topics/<uuid:topic_id>/archive/", topics.archive_topic, name="topic-archive"),
    path("topics/<uuid:topic_id>/merge/", topics.merge_topic, name="topic-merge"),
    path("topics/merges/<uuid:merge_id>/undo/", topics.part_topic, name="topic-part"),
    path("handovers/<uuid:handover_id>/new/", views.new, name="new"),
    path("handovers/<uuid:handover_id>/suggestions/", views.suggest, name="suggest"),
    path("handovers/<uuid:handover_id>/", views.log, name="log"),
    path("handovers/<uuid:handover_id>/deal/new/", views.new_deal, name="deal-new"),
    path("handovers/<uuid:handover_id>/deal/", views.open_deal, name="deal-open"),
    path("deals/", views.deals, name="deals"),
    path("deals/<uuid:deal_id>/", views.deal, name="deal"),
    path("deals/<uuid:deal_id>/closing/", views.close_deal, name="deal-close"),
    path("<uuid:conversation_id>/", views.show, name="show"),
]
