"""The little world all tests live in: Mara (marketing), Sam (sales), Theo and Lena (who sign), Nora (no role)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from handschlag.organisation.models import (
    Basis,
    House,
    Mandate,
    Rep,
    Role,
    ScoringBasis,
    Side,
    Team,
    Territory,
    User,
    WorkingCalendar,
)

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Monday 2 March 2026, 10 o'clock in Berlin: the moment at which stories begin."""

FOUNDED = datetime(2020, 1, 1, tzinfo=UTC)
"""Since when the house scores people who said nothing about it, on a legitimate interest: longer than any story."""

PASSWORD = "a long enough password"


@dataclass
class World:
    mara: User
    sam: User
    theo: User
    lena: User
    nora: User
    otto: User
    team: Team
    calendar: WorkingCalendar
    south: Territory


def build_world(at: datetime = MONDAY) -> World:
    """Everybody of the little world, with roles, mandates, and Sam as a rep for the south of Germany under Lena."""
    House.objects.create(name="Musterwerk Maschinenbau", founded_at=at)
    ScoringBasis.objects.create(basis=Basis.LEGITIMATE_INTEREST, balancing="Weighed.", from_at=FOUNDED)
    mara, sam, theo, lena, nora, otto = (_user(name) for name in ("Mara", "Sam", "Theo", "Lena", "Nora", "Otto"))
    for user, roles in {
        mara: [Role.MARKETING],
        theo: [Role.MARKETING],
        sam: [Role.SALES],
        lena: [Role.SALES],
        otto: [Role.OPERATIONS, Role.DATA_PROTECTION],
    }.items():
        for role in roles:
            user.give_role(role, by=None, at=at)
    for holder, side in ((theo, Side.MARKETING), (lena, Side.SALES)):
        Mandate.objects.create(holder=holder, side=side, from_on=date(2025, 1, 1), given_at=at)
    calendar = WorkingCalendar.objects.create(name="Augsburg", subdivision="BY")
    team = Team.objects.create(name="South", leader=lena)
    south = Territory.objects.create(name="South", countries=["DE"], postal_prefixes=["7", "8", "9"])
    rep = Rep.objects.create(user=sam, team=team, calendar=calendar)
    rep.territories.add(south)
    return World(
        mara=mara, sam=sam, theo=theo, lena=lena, nora=nora, otto=otto, team=team, calendar=calendar, south=south
    )


def _user(name: str) -> User:
    return User.objects.create_user(f"{name.lower()}@musterwerk.example", name, PASSWORD)
