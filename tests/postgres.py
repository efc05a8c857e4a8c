"""Run a command against a PostgreSQL of its own: ``python -m tests.postgres pytest -m "not browser"``.

A fresh server in a temporary folder, on a Unix socket only, as a user that is not root; gone when the command ends. Exit
status is the command's; 0 with a loud line where no PostgreSQL is to be found, unless HANDSCHLAG_REQUIRE_ALL is set.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BOUNDS = "-c statement_timeout=100s -c lock_timeout=60s -c autovacuum=off"
"""What runs longer has gone wrong and says so; and plans do not depend on when a table was last looked at."""


def binaries() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``: Debian's newest, or what is on the path."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    if found := shutil.which("pg_ctl"):
        folders.append(Path(found).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def somebody() -> str | None:
    """PostgreSQL refuses to run as root: somebody else has to. Nobody else is needed where we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """A running server's ``DATABASE_URL``; raises FileNotFoundError where PostgreSQL is not installed.

    ``durable`` makes it wait for the disk as a real one does; the tests do without, and without its vacuum.
    """
    where = binaries()
    if where is None:
        raise FileNotFoundError("PostgreSQL's initdb and postgres")
    user = somebody()
    with tempfile.TemporaryDirectory(prefix="handschlag-pg-") as folder:
        if user:
            shutil.chown(folder, user)
        home = Path(folder) / "data"

        def run(*command: str) -> None:
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

        run(
            str(where / "initdb"),
            "-D",
            str(home),
            "-U",
            "handschlag",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = (
            f"-c listen_addresses='' -k {folder} -c max_connections=100 {'' if durable else f'-c fsync=off {BOUNDS}'}"
        )
        run(str(where / "pg_ctl"), "-D", str(home), "-l", f"{folder}/log", "-w", "-o", options, "start")
        try:
            run(str(where / "createdb"), "-h", folder, "-U", "handschlag", "handschlag")
            yield f"postgresql://handschlag@/handschlag?host={folder}"
        finally:
            run(str(where / "pg_ctl"), "-D", str(home), "-m", "immediate", "stop")


def main(command: list[str]) -> int:
    try:
        with server() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except FileNotFoundError as missing:
        print(
            f"SKIPPED: the tests on PostgreSQL, because {missing} could not be found (Debian: apt install postgresql).",
            file=sys.stderr,
        )
        return 1 if os.environ.get("HANDSCHLAG_REQUIRE_ALL") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
