from functools import partial

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "handschlag.conversation"
    label = "conversation"

    def ready(self) -> None:
        """What was said shows on the handover's page and on the contact's timeline; more is logged in the lines of the inbox."""
        from handschlag.conversation.forms import ConversationForm
        from handschlag.conversation.readings import in_line, on_timeline, talk
        from handschlag.conversation.readings.guide import guide_panel
        from handschlag.handover.readings import contribute as contribute_to_handovers
        from handschlag.handover.readings import contribute_to_lines
        from handschlag.people.core.timeline import contribute as contribute_to_contacts

        contribute_to_handovers(partial(talk, blank_form=lambda offered: ConversationForm(**offered)))
        contribute_to_handovers(guide_panel)
        contribute_to_lines(in_line)
        contribute_to_contacts(on_timeline)
