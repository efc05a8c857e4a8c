"""One handover on one page: the brief in the reader's language, its clocks, and what happened to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handschlag.agreement.core.sentences import WORDS, sentence_of
from handschlag.handover.core.brief import channels
from handschlag.handover.models import (
    Deadline,
    DeadlineEnd,
    Dispute,
    Handover,
    Joining,
    Pause,
    Ruling,
    State,
    holds_sales_mandate,
    pause_reasons,
    return_reasons,
    running_pause,
    stands_of,
)
from handschlag.handover.readings.because import WhyThisRep, why_this_rep
from handschlag.handover.readings.panels import Panel, panels
from handschlag.ledger.readings import said_through, through
from handschlag.market.models import Campaign, Channel
from handschlag.organisation.models import OnePersonMode, User
from handschlag.people.core.permission import Answer
from handschlag.people.models import Contact, circumstances


@dataclass(frozen=True)
class Shown:
    """What the page of a handover shows to ``user``. Everything but names and consent comes from the frozen brief."""

    handover: Handover
    user: User
    now: datetime

    @property
    def contact(self) -> Contact:
        return self.handover.lead.contact

    @property
    def brief(self) -> Mapping[str, Any]:
        brief: Mapping[str, Any] = self.handover.brief
        return brief

    @cached_property
    def is_in_charge(self) -> bool:
        return self.handover.is_in_charge(self.user)

    @property
    def may_answer(self) -> bool:
        """Only whoever is in charge, and only while an answer is awaited."""
        return self.handover.state is State.WAITING and self.is_in_charge

    @property
    def return_reasons(self) -> dict[str, str]:
        return return_reasons(self.handover.version_id)

    @property
    def may_let_go(self) -> bool:
        """Only whoever is in charge, and only while the lead is in hand."""
        return self.handover.state is State.ACCEPTED and self.is_in_charge

    @cached_property
    def pause(self) -> Pause | None:
        """The pause in which the clocks stand still now, if any."""
        return running_pause(self.handover, self.now)

    @property
    def may_pause(self) -> bool:
        """Whoever is in charge, where the agreement names reasons and the clocks run."""
        return self.may_let_go and self.pause is None and bool(pause_reasons(self.handover.version_id))

    @property
    def pause_reason(self) -> str:
        return pause_reasons(self.handover.version_id).get(self.pause.reason, "") if self.pause else ""

    @property
    def missing(self) -> str:
        """What marketing owed to know of the lead, and did not, in words."""
        if not self.handover.missing:
            return ""
        words = WORDS["de" if (get_language() or "").startswith("de") else "en"]
        return words.all_of(words.attribute(name).rstrip(",") for name in self.handover.missing)

    @cached_property
    def dispute(self) -> Dispute | None:
        """What marketing says about the return, where it disputes it."""
        return getattr(getattr(self.handover, "return_row", None), "dispute", None)

    @property
    def may_dispute(self) -> bool:
        """Marketing, once."""
        return self.user.is_marketing and self.handover.state is State.RETURNED and self.dispute is None

    @cached_property
    def may_rule(self) -> bool:
        """Whoever may sign for sales, once; not on a dispute of their own, save in one-person mode."""
        dispute = self.dispute
        if dispute is None or hasattr(dispute, "ruling") or not holds_sales_mandate(self.user, self.now):
            return False
        return dispute.by_id != self.user.id or OnePersonMode.covers(self.user, self.now)

    @cached_property
    def procedure(self) -> list[dict[str, Any]]:
        """The agreed steps as a checklist in the reader's language; empty where none are agreed."""
        words = WORDS["de" if (get_language() or "").startswith("de") else "en"]
        return [
            {
                "number": stand.number,
                "text": capitalised(sentence_of(stand.step, words)),
                "taken_at": stand.taken_at,
                "from_at": stand.from_at if stand.from_at and stand.from_at > self.now else None,
            }
            for stand in stands_of(self.handover)
        ]

    @cached_property
    def may_reassign(self) -> bool:
        """Only whoever may give the lead to somebody else, and only while it is open."""
        if not self.handover.is_open:
            return False
        return self.handover.is_led_by(self.user) or holds_sales_mandate(self.user, self.now)

    @cached_property
    def deadlines(self) -> list[Deadline]:
        return list(self.handover.deadlines.all())

    @cached_property
    def reasons(self) -> list[dict[str, Any]]:
        """Why qualified: the frozen label and points, with the value or the number of touches that gave them as the verdict keeps them."""
        evidence = {reason["criterion"]: reason["evidence"] for reason in self.handover.verdict.reasons}
        return [
            reason | {"evidence": _evidence(reason["kind"], evidence.get(reason["criterion"], ()))}
            for reason in self.brief.get("why", ())
        ]

    @property
    def touches(self) -> list[dict[str, Any]]:
        return [
            touch | {"at": datetime.fromisoformat(touch["at"]), "kind": plain_kind(touch["kind"])}
            for touch in self.brief.get("did", ())
        ]

    @cached_property
    def came_by(self) -> list[dict[str, Any]]:
        """First and last touch, or the only one, with channel and campaign by name."""
        first, last = self.brief.get("first"), self.brief.get("last")
        if not first or not last:
            return []
        ends = (
            [(_("First touch"), first), (_("Last touch"), last)]
            if first["touch"] != last["touch"]
            else [(_("First and only touch"), first)]
        )
        channels = dict(
            Channel.objects.filter(key__in=[end["channel"] for _name, end in ends]).values_list("key", "name")
        )
        campaigns = dict(
            Campaign.objects.filter(key__in=[end["campaign"] for _name, end in ends]).values_list("key", "name")
        )
        return [
            end
            | {
                "name": name,
                "at": datetime.fromisoformat(end["at"]),
                "channel": channels.get(end["channel"], end["channel"]),
                "campaign": campaigns.get(end["campaign"], end["campaign"]),
            }
            for name, end in ends
        ]

    @cached_property
    def channels(self) -> list[dict[str, Any]]:
        """Whether phone and e-mail may be used now; what was allowed at the handover may have been withdrawn since."""
        known = circumstances([self.contact.id])[self.contact.id]
        asked = bool(self.brief.get("asked_for_contact"))
        return [_told(channel) for channel in channels(known, asked, self.now)]

    @property
    def may_call(self) -> bool:
        """False once they said no; where nothing is stated a person must judge."""
        return all(
            channel["permission"] != Answer.FORBIDDEN for channel in self.channels if channel["purpose"] == "phone"
        )

    @cached_property
    def why_this_rep(self) -> WhyThisRep:
        return why_this_rep(self.handover, self.user)

    @cached_property
    def timeline(self) -> list[dict[str, Any]]:
        """What happened to this handover, the newest first."""
        return sorted(
            [*_happened(self.handover), *_paused(self.handover), *_missed(self.deadlines)],
            key=lambda entry: entry["at"],
            reverse=True,
        )

    @cached_property
    def panels(self) -> list[Panel]:
        return [panel for panel in self._all_panels if not panel.is_aside]

    @cached_property
    def panels_aside(self) -> list[Panel]:
        return [panel for panel in self._all_panels if panel.is_aside]

    @cached_property
    def _all_panels(self) -> list[Panel]:
        return panels(self.handover, self.user, self.now)


def shown(handover: Handover, user: User, now: datetime) -> Shown:
    return Shown(handover, user, now)


def plain_kind(kind: str) -> str:
    """A kind of touch in the reader's language; one we do not know as it was named: ``robot_petted`` → "robot petted"."""
    return _kinds().get(kind) or kind.replace("_", " ")


def _kinds() -> dict[str, str]:
    """The kinds that our trackers, templates and imports name."""
    return {
        "page_viewed": _("page viewed"),
        "form_submitted": _("form sent"),
        "brochure_downloaded": _("brochure downloaded"),
        "price_list_requested": _("price list requested"),
        "demo_requested": _("demonstration requested"),
        "quote_requested": _("quote requested"),
        "contact_requested": _("contact requested"),
        "callback_requested": _("call requested"),
        "webinar_registered": _("registered for a webinar"),
        "webinar_attended": _("webinar attended"),
        "fair_visited": _("fair visited"),
        "email_opened": _("e-mail opened"),
        "email_clicked": _("e-mail clicked"),
        "newsletter_subscribed": _("newsletter subscribed"),
    }


def _evidence(kind: str, evidence: Iterable[str]) -> str:
    """The attribute's value, or how many touches gave the points."""
    values = list(evidence)
    if kind in {"interest", "hand_raiser"}:
        return f"{len(values)} ×" if len(values) > 1 else ""
    return ", ".join(map(str, values))


def _told(channel: Mapping[str, Any]) -> dict[str, Any]:
    """The permission as a sentence that says what it rests on."""
    sentences = {
        ("phone", "consent"): _("Phone: consent given."),
        ("phone", "withdrawn"): _("Do not call: consent was withdrawn or calls were objected to."),
        ("phone", "asked_for_contact"): _(
            "Phone: they asked to be contacted. An answer to this inquiry is fine; advertising beyond it is not."
        ),
        ("phone", "presumed_consent"): _(
            "Phone: no statement. A call to a business may rest on presumed consent; please judge whether this person would expect it."
        ),
        ("email", "consent"): _("E-mail: consent given. It does not unlock the phone."),
        ("phone", "restricted"): _("Do not call: the processing of this person's data is restricted."),
        ("phone", "suppressed"): _("Do not call: this person's address or number is suppressed."),
        ("phone", "erased"): _("This person was erased."),
        ("email", "restricted"): _("Do not write: the processing of this person's data is restricted."),
        ("email", "suppressed"): _("Do not write: this person's address or number is suppressed."),
        ("email", "erased"): _("This person was erased."),
        ("email", "existing_customer"): _("E-mail: existing customer, similar products only."),
        ("email", "withdrawn"): _("No advertising by e-mail: consent was withdrawn."),
        ("email", "asked_for_contact"): _(
            "E-mail: an answer to their inquiry is fine; advertising beyond it needs consent."
        ),
        ("email", "no_statement"): _("No advertising by e-mail without consent; there is no statement."),
    }
    otherwise = _("Phone: stated basis {basis}; please judge the single case.").format(basis=channel["basis"])
    since = datetime.fromisoformat(channel["since"]) if channel["since"] else None
    return {**channel, "sentence": sentences.get((channel["purpose"], channel["basis"]), otherwise), "since": since}


def _who(handover: Handover) -> Callable[[str, Any], Any]:
    """Fact, colleague → who it was, with the program where they answered through one, which the ledger knows."""
    programs = through("handover", [handover.id])

    def who(fact: str, user: Any) -> Any:
        program = programs.get((str(handover.id), fact))
        return said_through(user, program) if user and program else user

    return who


def _happened(handover: Handover) -> list[dict[str, Any]]:
    who = _who(handover)
    entries = [
        {
            "at": handover.handed_at,
            "icon": "handover",
            "kind": "accent",
            "text": _("Handed over to {rep}").format(rep=handover.rep),
        }
    ]
    if hasattr(handover, "acceptance"):
        entries.append(
            {
                "at": handover.acceptance.at,
                "icon": "check",
                "kind": "positive",
                "text": _("Accepted"),
                "by": who("handover_accepted", handover.acceptance.by),
            }
        )
    if hasattr(handover, "return_row"):
        back = handover.return_row
        reason = return_reasons(handover.version_id).get(back.reason, back.reason)
        entries.append(
            {
                "at": back.at,
                "icon": "return",
                "kind": "caution",
                "text": _("Returned: {reason}").format(reason=reason),
                "note": back.sentence,
                "by": who("handover_returned", back.by),
            }
        )
        if hasattr(back, "dispute"):
            entries += _disputed(back.dispute)
    if hasattr(handover, "timeout"):
        entries.append(
            {
                "at": handover.timeout.at,
                "icon": "alert",
                "kind": "negative",
                "text": _("Nobody answered in time; the lead went back to the pool"),
            }
        )
    if hasattr(handover, "reassignment"):
        to = handover.reassignment
        url = reverse("handover:show", args=[to.successor_id])
        entries.append(
            {
                "at": to.at,
                "icon": "handover",
                "text": _("Given to {rep}").format(rep=to.successor.rep),
                "by": to.by,
                "url": url,
            }
        )
    if hasattr(handover, "joining"):
        entries.append(_joined(handover.joining))
    if hasattr(handover, "letting_go"):
        went = _let_go(handover)
        entries.append(went | {"by": who("handover_let_go", went["by"])})
    return entries


def _paused(handover: Handover) -> list[dict[str, Any]]:
    reasons = pause_reasons(handover.version_id)
    return [
        {
            "at": pause.from_at,
            "icon": "clock",
            "text": _("The clocks stand still until {until}: {reason}").format(
                until=date_format(timezone.localtime(pause.over_at), "DATETIME_FORMAT"),
                reason=reasons.get(pause.reason, pause.reason),
            ),
            "note": pause.sentence,
            "by": pause.by,
        }
        for pause in (handover.pauses.select_related("by") if reasons else ())
    ]


def _disputed(dispute: Dispute) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = [
        {
            "at": dispute.at,
            "icon": "return",
            "kind": "caution",
            "text": _("The return is disputed"),
            "note": dispute.sentence,
            "by": dispute.by,
        }
    ]
    if hasattr(dispute, "ruling"):
        ruling = dispute.ruling
        entries.append(
            {"at": ruling.at, "icon": "check", "text": ruled(ruling), "note": ruling.sentence, "by": ruling.by}
        )
    return entries


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def ruled(ruling: Ruling) -> str:
    """A ruling as a sentence."""
    if ruling.goes_back:
        return _("The return does not count, and the lead goes to sales again.")
    return _("The return does not count.") if ruling.is_upheld else _("The return stands.")


def _let_go(handover: Handover) -> dict[str, Any]:
    went = handover.letting_go
    entry = {"at": went.at, "icon": "return", "kind": "caution", "note": went.sentence, "by": went.by}
    why = return_reasons(handover.version_id).get(went.reason, went.reason) or _("nobody was reached")
    return entry | {"text": _("Let go: {reason}. {follows}").format(reason=why, follows=went.what_follows)}


def _joined(joining: Joining) -> dict[str, Any]:
    entry: dict[str, Any] = {"at": joining.at, "icon": "people", "kind": "caution"}
    if joining.other is None:
        return entry | {"text": _("Ended: another lead of the same person goes on")}
    text = _("Ended: {rep} has the person from an earlier handover").format(rep=joining.other.rep)
    return entry | {"text": text, "url": reverse("handover:show", args=[joining.other_id])}


def _missed(deadlines: Iterable[Deadline]) -> list[dict[str, Any]]:
    missed = [deadline for deadline in deadlines if deadline.closed_as == DeadlineEnd.MISSED]
    return [
        {
            "at": deadline.due_at,
            "icon": "clock",
            "kind": "negative",
            "text": _("Deadline missed: {duty}").format(duty=deadline.name),
        }
        for deadline in missed
    ]
