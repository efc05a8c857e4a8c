"""A house of its own for a benchmark: an empty database in a folder that is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_house() -> Iterator[Path]:
    """Django set up on a fresh, migrated SQLite database (or the one ``BENCH_DATABASE_URL`` names); yields the folder.

    Call it before anything of the project is imported: settings read the environment once.
    """
    with tempfile.TemporaryDirectory(prefix="handschlag-bench-") as folder:
        os.environ["HANDSCHLAG_VAR"] = folder
        os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder}/house.sqlite3")
        os.environ["HANDSCHLAG_WORKER"] = "no"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield Path(folder)
