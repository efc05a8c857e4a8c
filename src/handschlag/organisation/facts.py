"""What the ledger says about the house, its people and their powers; and how it learns their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from django.core.exceptions import ValidationError
from django.db.models import Model

from handschlag.ledger.registry import Fact, Names, name_actors_with, name_subjects_with, register
from handschlag.organisation.models import ApiToken, House, Rep, Team, Territory, User, WorkingCalendar

register(
    Fact("house_founded", en="The house {subject} was set up", de="Das Haus {subject} wurde eingerichtet"),
    Fact(
        "list_exported",
        en="{actor} took the list “{list}” out of the house as a file",
        de="{actor} hat die Liste „{list}“ als Datei aus dem Haus genommen",
    ),
    Fact(
        "user_added", en="{subject} was added as a colleague", de="{subject} wurde als Kollegin oder Kollege angelegt"
    ),
    Fact(
        "user_changed",
        en="{actor} corrected the particulars of {subject}",
        de="{actor} hat die Angaben zu {subject} berichtigt",
    ),
    Fact("user_invited", en="{actor} invited {subject} to log in", de="{actor} hat {subject} zur Anmeldung eingeladen"),
    Fact("user_deactivated", en="{actor} deactivated {subject}", de="{actor} hat {subject} stillgelegt"),
    Fact("user_reactivated", en="{actor} let {subject} in again", de="{actor} hat {subject} wieder zugelassen"),
    Fact(
        "notifications_chosen",
        en="{actor} chose what to be told by mail",
        de="{actor} hat gewählt, was per E-Mail mitgeteilt wird",
    ),
    Fact("role_given", en="{subject} received the role “{role}”", de="{subject} hat die Rolle „{role}“ erhalten"),
    Fact(
        "role_taken",
        en="{actor} took the role “{role}” from {subject}",
        de="{actor} hat {subject} die Rolle „{role}“ genommen",
    ),
    Fact(
        "mandate_given",
        en="{subject} received the mandate to sign, side “{side}”",
        de="{subject} hat das Zeichnungsmandat der Seite „{side}“ erhalten",
    ),
    Fact(
        "mandate_ended",
        en="{actor} ended the mandate of {subject} to sign, side “{side}”; last day {last_day}",
        de="{actor} hat das Zeichnungsmandat von {subject}, Seite „{side}“, beendet; letzter Tag {last_day}",
    ),
    Fact(
        "one_person_mode_declared",
        en="{actor} declared to work alone and to sign for both sides",
        de="{actor} hat erklärt, allein zu arbeiten und für beide Seiten zu zeichnen",
    ),
    Fact(
        "one_person_mode_ended",
        en="One-person mode ended for good: {subject} holds a mandate as well",
        de="Der Ein-Personen-Betrieb ist endgültig beendet: Auch {subject} hält ein Mandat",
    ),
    Fact(
        "scoring_basis_declared",
        en="{actor} declared on which basis people are scored who said nothing about it: {basis}",
        de="{actor} hat erklärt, auf welcher Grundlage Personen bewertet werden, die nichts dazu gesagt haben: {basis}",
    ),
    Fact(
        "absence_entered",
        en="{actor} entered an absence of {subject}",
        de="{actor} hat eine Abwesenheit von {subject} eingetragen",
    ),
    Fact(
        "absence_withdrawn",
        en="{actor} withdrew an absence of {subject}",
        de="{actor} hat eine Abwesenheit von {subject} zurückgenommen",
    ),
    Fact(
        "token_made",
        en="{actor} made the token {subject} ({scopes})",
        de="{actor} hat den Schlüssel {subject} angelegt ({scopes})",
    ),
    Fact(
        "token_revoked", en="{actor} revoked the token {subject}", de="{actor} hat den Schlüssel {subject} widerrufen"
    ),
    Fact("team_added", en="The team {subject} was formed", de="Das Team {subject} wurde gebildet"),
    Fact("team_changed", en="{actor} changed the team {subject}", de="{actor} hat das Team {subject} geändert"),
    Fact("territory_added", en="The territory {subject} was added", de="Das Vertriebsgebiet {subject} wurde angelegt"),
    Fact(
        "territory_changed",
        en="{actor} changed the territory {subject}",
        de="{actor} hat das Vertriebsgebiet {subject} geändert",
    ),
    Fact(
        "calendar_added",
        en="The working calendar {subject} was added",
        de="Der Arbeitszeitkalender {subject} wurde angelegt",
    ),
    Fact(
        "calendar_changed",
        en="{actor} changed the working calendar {subject}",
        de="{actor} hat den Arbeitszeitkalender {subject} geändert",
    ),
    Fact("rep_added", en="{subject} became a sales rep", de="{subject} ist nun im Vertrieb"),
    Fact(
        "rep_changed",
        en="{actor} changed the place of {subject} in sales",
        de="{actor} hat den Platz von {subject} im Vertrieb geändert",
    ),
    Fact(
        "calendar_feed_renewed",
        en="{actor} made an address for their calendar",
        de="{actor} hat eine Adresse für den eigenen Kalender erzeugt",
    ),
    Fact(
        "calendar_feed_ended",
        en="{actor} took the address of their calendar away",
        de="{actor} hat die Adresse des eigenen Kalenders entfernt",
    ),
    room="organisation",
)


def _names(model: type[Model], field: str = "name") -> Names:
    """Ids → names, asked of the table in one query; ids that cannot be keys of it are left out."""

    def names(ids: Iterable[str]) -> Mapping[str, str]:
        keys = [key for key in map(_key, ids) if key is not None]
        return {str(key): name for key, name in model._default_manager.filter(pk__in=keys).values_list("pk", field)}

    def _key(text: str) -> object | None:
        try:
            return cast(object, model._meta.pk.to_python(text))
        except ValidationError:
            return None

    return names


name_actors_with(_names(User))
for kind, model in {
    "house": House,
    "team": Team,
    "territory": Territory,
    "calendar": WorkingCalendar,
    "token": ApiToken,
}.items():
    name_subjects_with(kind, _names(model))
name_subjects_with("rep", _names(Rep, "user__name"))
