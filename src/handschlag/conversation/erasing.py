"""What was heard stays as topics for the figures; whatever was written about the person in words goes."""

from __future__ import annotations

from datetime import datetime

from handschlag.conversation.models import (
    Answer,
    Conversation,
    Deal,
    DealChange,
    DealClosing,
    DealContact,
    DealField,
    DroppedMail,
)
from handschlag.kernel.erasing import Counts, Eraser, Fate, Person, register_eraser


def erase(person: Person, at: datetime) -> Counts:
    """Notes, the person's own words, next steps, names of deals and what was written about their ends, and parts in any deal."""
    conversations = Conversation.objects.filter(lead__in=person.leads)
    answers = Answer.objects.filter(conversation__lead__in=person.leads).delete()[0]
    DealClosing.objects.filter(deal__lead__in=person.leads).update(reason="")
    names = DealChange.objects.filter(deal__lead__in=person.leads, field=DealField.NAME)
    return {
        "conversation.DealChange": names.update(before="", after=""),
        "conversation.DealContact": DealContact.objects.filter(contact=person.contact_id).delete()[0],
        "conversation.Answer": answers,
        "conversation.DroppedMail": _forget_mails(person, at),
        "conversation.Conversation": conversations.update(note="", own_words="", next_step=""),
        "conversation.Deal": Deal.objects.filter(lead__in=person.leads).update(name=""),
    }


def _forget_mails(person: Person, at: datetime) -> int:
    """Mails that wait and speak of the person, by an address or the name."""
    waiting = DroppedMail.objects.waiting().exclude(content="")
    theirs = [mail.id for mail in waiting if person.is_in(_said(mail))]
    return DroppedMail.objects.filter(id__in=theirs).update(content="", settled_at=at)


def _said(mail: DroppedMail) -> str:
    """Everything legible in it, encoded as it may be: the parts as they are read, and the bytes as they lie."""
    letter = mail.letter
    read = " ".join((letter.sender, *letter.recipients, letter.subject, letter.text)) if letter else ""
    return f"{read} {mail.raw.decode('utf-8', 'replace')}"


register_eraser(
    Eraser(
        "conversation",
        {
            "conversation.Conversation": (Fate.EMPTIED, "outcome and moments stay; note, own words and next step go"),
            "conversation.Deal": (Fate.EMPTIED, "value and moments stay; the name goes"),
            "conversation.DealClosing": (Fate.EMPTIED, "the outcome stays; the sentence goes"),
            "conversation.DealChange": (Fate.EMPTIED, "that it was corrected stays; former names go"),
            "conversation.DealContact": (Fate.GONE, "their part in the buying centre of any deal"),
            "conversation.DealProduct": (Fate.KEPT, "a product of the house's list"),
            "conversation.DealReopening": (Fate.KEPT, "outcome and moments, of nobody once the name is gone"),
            "conversation.DealStage": (Fate.KEPT, "the house's list"),
            "conversation.LossReason": (Fate.KEPT, "the house's list"),
            "conversation.Product": (Fate.KEPT, "the house's list"),
            "conversation.StageEntry": (Fate.KEPT, "a stage of the house's list and its moment"),
            "conversation.DealRole": (Fate.KEPT, "who of the house had which part"),
            "conversation.DroppedMail": (
                Fate.EMPTIED,
                "that it came stays, so that it does not come again; a mail set aside that names them goes",
            ),
            "conversation.Answer": (Fate.GONE, "what somebody answered to a question"),
            "conversation.Mention": (Fate.KEPT, "a topic of the house's list; of nobody once the words are gone"),
            "conversation.CompetitorMention": (Fate.KEPT, "a brand; of nobody once the words are gone"),
            "conversation.ClaimMention": (Fate.KEPT, "a claim of ours; of nobody once the words are gone"),
            "conversation.MaterialShown": (
                Fate.KEPT,
                "a material and how it was taken; of nobody once the words are gone",
            ),
            "conversation.Topic": (Fate.KEPT, "the house's list"),
            "conversation.TopicName": (Fate.KEPT, "the house's list"),
            "conversation.SuggestionTally": (Fate.KEPT, "counts by topic and day, of nobody"),
            "conversation.TopicMerge": (Fate.KEPT, "the house's list"),
        },
        erase,
    )
)
