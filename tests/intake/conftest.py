"""A house that is really served, for what only shows between processes; on the database that DATABASE_URL names, or on SQLite."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.served import House, served_house


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Serving, until the module's tests end."""
    with served_house(database_of_its_own()) as house:
        house.start()
        yield house


def database_of_its_own() -> str:
    """A fresh database on the PostgreSQL the tests run on; nothing where they run on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    import psycopg

    name = f"served_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
