"""``DATABASE_URL`` read into Django's form: SQLite in a file, or PostgreSQL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# An acknowledged fact survives a power cut: every commit is on disk (FULL), and writers queue instead of failing halfway.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536;"

# What the door took in is personal and short-lived: deleting it overwrites it.
INBOX_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-8192;"

INBOX_MODELS = frozenset({"bundle", "receivedcount"})
"""What stands in the inbox's database: bundles nowhere else, counts of what was received in both."""


def from_url(url: str) -> dict[str, Any]:
    """The ``DATABASES["default"]`` for ``sqlite:///path`` or ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path[1:]))
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": _durable(dict(parse_qsl(parts.query))),
        }
    raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}: expected sqlite:///path or postgresql://…")


def all_from_url(url: str, folder: Path) -> dict[str, dict[str, Any]]:
    """``DATABASES``: the one the URL names, and beside SQLite in a file the inbox in a file of its own, in ``folder``.

    SQLite has one writer at a time; with a file of its own the intake never waits for an import or the worker. PostgreSQL needs none.
    """
    databases = {"default": from_url(url)}
    name = databases["default"]["NAME"]
    if url.startswith("sqlite:") and name != ":memory:":
        databases["inbox"] = sqlite(str(folder / "inbox.sqlite3"), INBOX_PRAGMAS)
        databases["inbox"]["OPTIONS"]["timeout"] = 4  # who sends is told soon that it must be sent again
    return databases


class InboxRouter:
    """Bundles live in the inbox's database; everything else where it always does."""

    def db_for_read(self, model: type[Any], **hints: Any) -> str | None:
        return settings.INBOX if model._meta.label_lower == "capture.bundle" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        return app_label == "capture" and model_name in INBOX_MODELS if db == "inbox" else None


def _durable(options: dict[str, Any]) -> dict[str, Any]:
    """With commits that wait for the disk, whatever the server's own default is: an acknowledged fact survives a power cut."""
    return options | {"options": f"-c synchronous_commit=on {options.get('options', '')}".strip()}


def sqlite(path: str, pragmas: str = SQLITE_PRAGMAS) -> dict[str, Any]:
    """An embedded database in one file; its folder is made where it is missing."""
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
    }
