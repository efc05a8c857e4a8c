"""A conversation in half a minute: only the outcome is asked for, everything else may be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from handschlag.conversation.models import Means, Showing, Taken, Topic, TopicKind, Way, told_outcomes
from handschlag.market.models import Brand, Claim, GuideQuestion, Material

MOST_ROWS, MOST_QUESTIONS = 6, 8
"""So many materials have a row of their own, any other is chosen from the list of all; and so many questions."""

ROWS = ("seen_", "material", "answer_")
"""How the names of fields begin that are told row by row."""


class TopicsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Boxes for topics that are still offered."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, kind: TopicKind, **kwargs: Any) -> None:
        super().__init__(queryset=Topic.objects.offered().filter(kind=kind), required=False, **kwargs)


def claims_of_ours() -> Any:
    return Claim.objects.active().filter(brand__is_ours=True, brand__archived_at=None).select_related("brand")


class ConversationForm(forms.Form):
    """What came of a contact attempt. Only the outcome is mandatory."""

    outcome = forms.ChoiceField(label=_("How did it end?"), choices=told_outcomes, widget=forms.RadioSelect)
    means = forms.ChoiceField(
        label=_("By which means"), choices=lambda: Means.choices, initial=Means.PHONE, required=False
    )
    needs = TopicsField(TopicKind.NEED, label=_("Needs"))
    wishes = TopicsField(TopicKind.PRODUCT_WISH, label=_("Product wishes"))
    objections = TopicsField(TopicKind.OBJECTION, label=_("Objections"))
    pretexts = TopicsField(TopicKind.OBJECTION, label=_("Only pretexts"), help_text=_("Said, but not the real reason."))
    competitors = forms.ModelMultipleChoiceField(
        label=_("Competitors named"),
        queryset=Brand.objects.filter(is_ours=False, archived_at=None),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confirmed = forms.ModelMultipleChoiceField(
        label=_("Claims confirmed"), queryset=Claim.objects.none(), required=False
    )
    contradicted = forms.ModelMultipleChoiceField(
        label=_("Claims contradicted"), queryset=Claim.objects.none(), required=False
    )
    material = forms.ModelChoiceField(
        label=_("Another material"), queryset=Material.objects.filter(archived_at=None), required=False, empty_label="–"
    )
    material_seen = forms.ChoiceField(label=_("How it was taken"), required=False)
    own_words = forms.CharField(
        label=_("In the customer's own words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    next_step_on = forms.DateField(
        label=_("Follow-up on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    disqualify = forms.BooleanField(
        label=_("Close the lead as disqualified"),
        required=False,
        help_text=_("Only after no interest or a wrong person."),
    )

    def __init__(
        self,
        said: Any = None,
        *,
        materials: Iterable[Material] = (),
        questions: Iterable[GuideQuestion] = (),
        **kwargs: Any,
    ) -> None:
        """``materials`` are those that suit the lead or that it has seen, ``questions`` what is not known yet: each has a row of its own."""
        super().__init__(said, **kwargs)
        for name in ("confirmed", "contradicted"):
            self.fields[name].queryset = claims_of_ours()  # type: ignore[attr-defined]
        self.fields["material_seen"].choices = ways_of_seeing()  # type: ignore[attr-defined]
        self.offered = list(materials)[:MOST_ROWS]
        for one in self.offered:
            self.fields[f"seen_{one.id}"] = forms.ChoiceField(label=one.name, required=False, choices=ways_of_seeing)

        self.questions = list(questions)[:MOST_QUESTIONS]
        for question in self.questions:
            self.fields[f"answer_{question.id}"] = forms.CharField(
                label=str(question), required=False, max_length=2_000
            )

    @classmethod
    def in_line(cls, handover_id: UUID, said: Any = None, **offered: Any) -> ConversationForm:
        """The form as it opens in a line of the inbox: there may be several on the page, and the keys go to the outcome at once."""
        form = cls(said, auto_id=f"said-{handover_id}-%s", **offered)
        form.fields["outcome"].widget.attrs["autofocus"] = True
        return form

    @property
    def objection_rows(self) -> list[dict[str, Any]]:
        """Each objection with its own mark for a pretext, as ticked so far."""
        ticked, hollow = (self._ticked(name) for name in ("objections", "pretexts"))
        topics = self.fields["objections"].queryset  # type: ignore[attr-defined]
        return [
            {"topic": topic, "is_ticked": str(topic.id) in ticked, "is_pretext": str(topic.id) in hollow}
            for topic in topics
        ]

    @property
    def claim_rows(self) -> list[dict[str, Any]]:
        """Each of our claims, as judged so far."""
        confirmed, contradicted = self._ticked("confirmed"), self._ticked("contradicted")
        claims = self.fields["confirmed"].queryset  # type: ignore[attr-defined]
        return [
            {
                "claim": claim,
                "is_confirmed": str(claim.id) in confirmed,
                "is_contradicted": str(claim.id) in contradicted,
            }
            for claim in claims
        ]

    def words(self) -> str:
        """Note and own words as they stand, not more than is kept."""
        return "\n".join(str(self[name].value() or "")[:10_000] for name in ("note", "own_words"))

    def ticked(self) -> set[UUID]:
        """Ids of all topics and competitors that are ticked so far."""
        return {
            one
            for name in ("needs", "wishes", "objections", "competitors")
            for one in _as_ids(self[name].value() or ())
        }

    def proposed(self) -> list[UUID]:
        """Ids of what was suggested while this form was filled in, and is shown on."""
        return _as_ids(self._sent("suggested"))

    def declined(self) -> set[UUID]:
        return set(_as_ids(self._sent("refused")))

    @property
    def material_rows(self) -> list[forms.BoundField]:
        return [self[f"seen_{one.id}"] for one in self.offered]

    @property
    def answer_rows(self) -> list[forms.BoundField]:
        return [self[f"answer_{one.id}"] for one in self.questions]

    @property
    def lists(self) -> list[forms.BoundField]:
        """The other boxes, where there is something to tick."""
        return [self[name] for name in ("needs", "competitors", "wishes") if len(self[name].subwidgets)]

    def told(self) -> dict[str, Any]:
        """As ``Conversation.log`` takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith(ROWS)}
        said["answers"] = {one: self.cleaned_data[f"answer_{one.id}"] for one in self.questions}
        said["means"] = said["means"] or Means.PHONE
        said["needs"] = [*said["needs"], *said.pop("wishes")]
        said["materials"] = list(self._showings())
        topics = Topic.objects.in_bulk([*self.proposed(), *self.declined()])
        said["suggested"] = [topics[one] for one in self.proposed() if one in topics]
        said["refused"] = [topics[one] for one in self.declined() if one in topics]
        return said

    def _showings(self) -> Iterator[Showing]:
        seen = [(one, self.cleaned_data[f"seen_{one.id}"]) for one in self.offered]
        seen.append((self.cleaned_data["material"], self.cleaned_data["material_seen"] or Way.SHOWN))
        for material, how in seen:
            if material and how:
                way, _colon, taken = how.partition(":")
                yield Showing(material, way, taken)

    def _sent(self, name: str) -> list[str]:
        """What a page sends along that nobody fills in: it is no reason to refuse a conversation."""
        return self.data.getlist(name) if hasattr(self.data, "getlist") else list(self.data.get(name, ()))

    def _ticked(self, name: str) -> set[str]:
        return set(map(str, self[name].value() or ()))


def _as_ids(sent: Iterable[object]) -> list[UUID]:
    """As far as they are any."""
    found = []
    for one in sent:
        with suppress(ValueError):
            found.append(UUID(str(one)))
    return found


def ways_of_seeing() -> list[tuple[str, Any]]:
    """Shown or sent, and how it was taken, in one choice: it takes half a minute for all of it."""
    nothing: list[tuple[str, Any]] = [("", "–")]
    return nothing + [
        choice
        for way in Way
        for choice in [
            (str(way), way.label),
            *((f"{way}:{taken}", f"{way.label}, {taken.label}") for taken in Taken),
        ]
    ]
