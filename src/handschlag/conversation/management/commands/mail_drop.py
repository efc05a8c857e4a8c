"""``handschlag mail-drop``: e-mails that lie in a directory become conversations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

from handschlag.conversation.core.letters import LARGEST, key_of
from handschlag.conversation.models import DroppedMail, SetAside
from handschlag.kernel.clock import now

TAKEN, AGAIN = "taken", "again"


class Command(BaseCommand):
    help = (
        "Takes the mails of a directory (files .eml, or a Maildir) as conversations with the leads they are from or to. Nothing is moved or "
        "deleted, and no mail is taken twice. Example: handschlag mail_drop /var/mail/drop (mail-drop does as well)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, help="a folder of .eml files, or a Maildir")
        parser.add_argument("--json", action="store_true", help="print JSON for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["directory"]
        if not directory.is_dir():
            raise CommandError(_("There is no directory {path}.").format(path=directory))
        console = Console(file=cast(IO[str], self.stderr))
        mails = sorted(letters_in(directory))
        counts = Counter(
            _taken(path) for path in track(mails, console=console, transient=True, disable=options["json"])
        )
        if options["json"]:
            self.stdout.write(json.dumps(dict(sorted(counts.items())), indent=2))
            return
        table = Table(Column(_("What became of the mails")), Column("", justify="right"))
        for name, count in counts.most_common():
            table.add_row(_named(name), str(count))
        Console(file=cast(IO[str], self.stdout)).print(table)


def letters_in(directory: Path) -> Iterator[Path]:
    """Files ``.eml``, and whatever lies in ``new`` and ``cur`` of a Maildir."""
    yield from (path for path in directory.glob("*.eml") if path.is_file())
    for folder in ("new", "cur"):
        yield from (path for path in directory.glob(f"{folder}/*") if path.is_file())


def _taken(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        mail: DroppedMail | None = DroppedMail.note_too_large(key_of(path.name.encode()), at=now())
    else:
        mail = DroppedMail.take(path.read_bytes(), at=now())
    return AGAIN if mail is None else mail.reason or TAKEN


def _named(name: str) -> str:
    if name in SetAside.values:
        return str(SetAside(name).label)
    return _("taken as conversations") if name == TAKEN else _("known already")
