from django.urls import path

from handschlag.conversation import views
from handschlag.conversation.views import deal_words, deals, feed, guides, mail, topics

app_name = "conversation"

feed_patterns = [path("calendar/<str:secret>.ics", feed.feed, name="feed")]
"""Opened by programs that cannot log in: the address is the key."""

urlpatterns = [
    path("", views.conversations, name="list"),
    path("voices/", views.voices, name="voices"),
    path("topics/", topics.topics, name="topics"),
    path("topics/new/", topics.add_topic, name="topic-add"),
    path("topics/<uuid:topic_id>/name/", topics.rename_topic, name="topic-rename"),
    path("topics/<uuid:topic_id>/archive/", topics.archive_topic, name="topic-archive"),
    path("topics/<uuid:topic_id>/merge/", topics.merge_topic, name="topic-merge"),
    path("topics/merges/<uuid:merge_id>/undo/", topics.part_topic, name="topic-part"),
    path("guides/", guides.guides, name="guides"),
    path("guides/new/", guides.guide, name="guide-new"),
    path("guides/<uuid:guide_id>/", guides.guide, name="guide-edit"),
    path("guides/<uuid:guide_id>/archive/", guides.archive_guide, name="guide-archive"),
    path("guides/<uuid:guide_id>/questions/new/", guides.question, name="question-new"),
    path("guides/<uuid:guide_id>/questions/<uuid:question_id>/", guides.question, name="question-edit"),
    path(
        "guides/<uuid:guide_id>/questions/<uuid:question_id>/archive/", guides.archive_question, name="question-archive"
    ),
    path("mail/", mail.mails, name="mails"),
    path("mail/<uuid:mail_id>/retry/", mail.retry, name="mail-retry"),
    path("mail/<uuid:mail_id>/discard/", mail.discard, name="mail-discard"),
    path("handovers/<uuid:handover_id>/new/", views.new, name="new"),
    path("handovers/<uuid:handover_id>/suggestions/", views.suggest, name="suggest"),
    path("handovers/<uuid:handover_id>/", views.log, name="log"),
    path("handovers/<uuid:handover_id>/deal/new/", deals.new_deal, name="deal-new"),
    path("handovers/<uuid:handover_id>/deal/", deals.open_deal, name="deal-open"),
    path("deals/", deals.deals, name="deals"),
    path("deals/board/", deals.board, name="deals-board"),
    path("deals/words/", deal_words.words, name="deal-words"),
    path("deals/words/begin/", deal_words.begin, name="deal-words-begin"),
    path("deals/words/<slug:kind>/", deal_words.add, name="deal-word-add"),
    path("deals/words/<slug:kind>/<uuid:word_id>/", deal_words.change, name="deal-word-change"),
    path("deals/words/<slug:kind>/<uuid:word_id>/place/", deal_words.put, name="deal-word-put"),
    path("deals/words/<slug:kind>/<uuid:word_id>/archival/", deal_words.archive, name="deal-word-archive"),
    path("deals/words/<slug:kind>/<uuid:word_id>/restoration/", deal_words.restore, name="deal-word-restore"),
    path("deals/<uuid:deal_id>/", deals.deal, name="deal"),
    path("deals/<uuid:deal_id>/stage/", deals.move_deal, name="deal-move"),
    path("deals/<uuid:deal_id>/correction/", deals.correct_deal, name="deal-correct"),
    path("deals/<uuid:deal_id>/closing/", deals.close_deal, name="deal-close"),
    path("deals/<uuid:deal_id>/reopening/", deals.reopen_deal, name="deal-reopen"),
    path("deals/<uuid:deal_id>/contacts/", deals.involve, name="deal-involve"),
    path("deals/<uuid:deal_id>/contacts/<uuid:contact_id>/removal/", deals.release, name="deal-release"),
    path("deals/<uuid:deal_id>/products/", deals.include, name="deal-include"),
    path("deals/<uuid:deal_id>/products/<uuid:product_id>/removal/", deals.exclude, name="deal-exclude"),
    path("<uuid:conversation_id>/", views.show, name="show"),
]
