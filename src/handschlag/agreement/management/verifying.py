"""``handschlag agreement verify``: checks a proof with nothing but the file. No house is needed, and none is made."""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from handschlag.agreement.core.checking import Checked, Finding, check
from handschlag.agreement.core.proof import MOST_BYTES
from handschlag.agreement.core.telling import sentence_of, told

HELP = """Check a proof of the agreement, anywhere: no house, database or settings are needed.

  handschlag agreement verify proof.json                      what was checked, sentence by sentence
  handschlag agreement verify proof.json --key 3f0c…          … and that it is this house's key
  handschlag agreement verify - --json < proof.json           from standard input, for programs

Exit status: 0 where the proof holds, 1 where it does not or cannot be read.
"""


def main(arguments: Sequence[str]) -> int:
    """Run it with the words after ``verify``; returns the exit status."""
    parser = ArgumentParser(
        prog="handschlag agreement verify", description=HELP, formatter_class=RawDescriptionHelpFormatter
    )
    add_arguments(parser)
    return run(parser.parse_args(arguments), sys.stdout)


def add_arguments(parser: ArgumentParser) -> None:
    """What may be said after ``verify``."""
    parser.add_argument("file", help="the proof; - is standard input")
    parser.add_argument("--key", type=_key, help="the house's public key, 64 hex digits, as you were given it")
    parser.add_argument("--language", choices=("de", "en"), default="en")
    parser.add_argument("--json", action="store_true", help="findings for programs")


def run(options: Namespace, out: TextIO) -> int:
    """Check, tell, and return the exit status."""
    try:
        file = sys.stdin.buffer.read(MOST_BYTES + 1) if options.file == "-" else _read(Path(options.file))
    except OSError as error:
        print(f"{options.file}: {error.strerror}", file=sys.stderr)
        return 1
    checked = check(file, options.key)
    if options.json:
        out.write(json.dumps(_plain(checked), ensure_ascii=False, indent=2) + "\n")
    else:
        out.write("\n".join(told(checked, options.language)) + "\n")
    return 0 if checked.ok else 1


def _read(path: Path) -> bytes:
    """Never more than a proof may have and one byte, so that nothing larger fills the memory."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _key(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{64}", text.strip()):
        raise ArgumentTypeError("a public key has 64 hex digits")
    return text.strip().lower()


def _plain(checked: Checked) -> dict[str, Any]:
    return {
        "ok": checked.ok,
        "number": checked.proof.number if checked.proof else None,
        "hash": checked.proof.hash if checked.proof else None,
        "findings": [_finding(finding) for finding in checked.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {"check": finding.check, "ok": finding.ok, "why": finding.why, "sentence": sentence_of(finding, 0)}
