"""Two at the same moment, with real threads: on PostgreSQL in this process, on the embedded database in one of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase, skipUnlessDBFeature

import handschlag

ROUNDS = 8


@skipUnlessDBFeature("has_select_for_update")
class OnPostgreSQL(TransactionTestCase):
    def test_nobody_signs_for_both_sides_by_two_browsers_at_once(self) -> None:
        both_sides_at_once()

    def test_a_founder_signs_alone_before_somebody_joins_or_not_at_all(self) -> None:
        alone_while_somebody_joins()

    def test_a_proposal_is_signed_or_answered_and_never_both(self) -> None:
        signed_while_answered()

    def test_drafts_at_once_get_numbers_of_their_own(self) -> None:
        drafts_at_once()

    def test_the_house_has_one_key(self) -> None:
        keys_at_once()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the same stories run in this process on PostgreSQL")
class OnTheEmbeddedDatabase(TransactionTestCase):
    def test_the_same_stories_hold_in_a_file(self) -> None:
        """In memory two threads share one connection; a file has as many as there are threads, and one writer at a time."""
        with TemporaryDirectory() as home:
            connection.ensure_connection()
            with closing(sqlite3.connect(f"{home}/handschlag.sqlite3")) as file:
                connection.connection.backup(file)
            environment = os.environ | {
                "HANDSCHLAG_VAR": home,
                "DATABASE_URL": f"sqlite:///{home}/handschlag.sqlite3",
                "DJANGO_SETTINGS_MODULE": "handschlag.website.settings",
                "PYTHONPATH": str(Path(handschlag.__file__).parents[1]),
            }
            command = [sys.executable, "-m", "handschlag.agreement.tests.test_at_once"]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "all hold\n"), done.stderr


def both_sides_at_once() -> None:
    """Theo holds both mandates, one-person mode is over, and he signs for both in the same moment."""
    from handschlag.agreement.models import Signature, Version
    from handschlag.agreement.tests.stories import proposed
    from handschlag.ledger.models import Entry
    from handschlag.organisation.models import Mandate, Side
    from handschlag.organisation.tests.world import MONDAY, PASSWORD

    world = the_world()
    Mandate.objects.create(holder=world.theo, side=Side.SALES, from_on=MONDAY.date(), given_at=MONDAY)
    for _round in range(ROUNDS):
        version = proposed(world)

        def sign(side: Side, number: int = version.number) -> Callable[[], object]:
            return lambda: Version.objects.get(number=number).sign(side, world.theo, PASSWORD, MONDAY)

        assert refused(at_once([sign(Side.MARKETING), sign(Side.SALES)])) == 1
        assert Signature.objects.filter(version=version).count() == 1
        told = Entry.objects.filter(subject_id=str(version.id), fact__startswith="agreement_signed")
        assert told.count() == 1
        version.withdraw(by=world.mara, at=MONDAY)
    assert Version.in_force(MONDAY) is None


def alone_while_somebody_joins() -> None:
    """A founder signs for both sides while a second colleague receives a mandate."""
    from handschlag.agreement.models import Signature, Version
    from handschlag.agreement.tests.stories import HOUR, proposed
    from handschlag.ledger.models import Entry
    from handschlag.organisation.models import Mandate, OnePersonMode, Role, Side
    from handschlag.organisation.tests.world import MONDAY, PASSWORD

    world = the_world()
    Mandate.objects.all().delete()
    OnePersonMode.objects.create(declared_by=world.theo, declared_at=MONDAY)
    world.theo.give_role(Role.SALES, by=None, at=MONDAY)
    for side in Side:
        Mandate.give(world.theo, side, from_on=MONDAY.date(), by=None, at=MONDAY)
    version = proposed(world)
    version.sign(Side.MARKETING, world.theo, PASSWORD, MONDAY)
    at_once(
        [
            lambda: Version.objects.get(pk=version.pk).sign(Side.SALES, world.theo, PASSWORD, MONDAY + HOUR),
            lambda: Mandate.give(world.lena, Side.SALES, from_on=MONDAY.date(), by=world.otto, at=MONDAY + HOUR),
        ]
    )
    ended = Entry.objects.filter(fact="one_person_mode_ended").get().seq
    signed = Entry.objects.filter(subject_id=str(version.id), fact="agreement_signed_for_sales_alone").first()
    assert Signature.objects.filter(version=version).count() == (2 if signed else 1)
    assert signed is None or signed.seq < ended


def signed_while_answered() -> None:
    """The second signature and a counter-proposal meet."""
    from handschlag.agreement.models import State, Version
    from handschlag.agreement.tests.stories import drafted, proposed
    from handschlag.organisation.models import Side
    from handschlag.organisation.tests.world import MONDAY, PASSWORD

    world = the_world()
    for _round in range(ROUNDS):
        version = proposed(world)
        version.sign(Side.MARKETING, world.theo, PASSWORD, MONDAY)
        counter = drafted(world, based_on=version, sales_capacity_per_week=9)
        at_once(
            [
                lambda pk=version.pk: Version.objects.get(pk=pk).sign(Side.SALES, world.lena, PASSWORD, MONDAY),  # type: ignore[misc]
                lambda pk=counter.pk: Version.objects.get(pk=pk).propose(by=world.sam, at=MONDAY),  # type: ignore[misc]
            ]
        )
        after = Version.objects.get(pk=version.pk)
        assert hasattr(after, "commencement") != hasattr(after, "withdrawal")
        assert Version.objects.get(pk=counter.pk).state(MONDAY) is State.PROPOSED


def drafts_at_once() -> None:
    """Several begin a draft in the same moment."""
    from handschlag.agreement.models import Version
    from handschlag.agreement.tests.stories import drafted

    world = the_world()
    drafted(world)
    before = Version.objects.count()
    assert refused(at_once([lambda: drafted(world)] * 4)) == 0
    assert Version.objects.count() == before + 4


def keys_at_once() -> None:
    """Several ask for the first key in the same moment."""
    from handschlag.agreement.models import ProofKey
    from handschlag.organisation.tests.world import MONDAY

    ProofKey.objects.all().delete()
    assert refused(at_once([lambda: ProofKey.current(MONDAY)] * 4)) == 0
    assert ProofKey.objects.count() == 1


def the_world():  # type: ignore[no-untyped-def]
    """The little world, built once in a database that keeps it."""
    from handschlag.organisation.models import House, User
    from handschlag.organisation.tests.world import World, build_world

    if not House.objects.exists():
        return build_world()
    names = ("mara", "sam", "theo", "lena", "nora", "otto")
    people = {name: User.objects.get(email=f"{name}@musterwerk.example") for name in names}
    return World(**people, team=None, calendar=None, south=None)  # type: ignore[arg-type]


def at_once(acts: list[Callable[[], object]]) -> list[Exception]:
    """Each act in a thread of its own, all starting together; what was refused. Any other failure is raised."""
    from handschlag.kernel.refusal import Refused

    barrier, failures = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        except Exception as failure:
            failures.append(failure)
        finally:
            connections[connection.alias].close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures:
        if not isinstance(failure, Refused):
            raise failure
    return failures


def refused(failures: list[Exception]) -> int:
    return len(failures)


if __name__ == "__main__":
    import django

    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for story in (alone_while_somebody_joins, both_sides_at_once, signed_while_answered, drafts_at_once, keys_at_once):
        story()
    print("all hold")
