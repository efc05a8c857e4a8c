from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "handschlag.conversation"
    label = "conversation"
