"""The command that proves, and the one that checks without a house."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase

import handschlag
from handschlag.agreement.models import ProofKey
from handschlag.agreement.readings import proof
from handschlag.agreement.tests.stories import DAY, backtest, drafted, sealed, signed
from handschlag.organisation.tests.world import MONDAY, build_world

SOURCE = Path(handschlag.__file__).parents[1]


class AStranger(TestCase):
    """Somebody with the file and the program, and nothing else."""

    file: bytes
    key: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.file = proof(sealed(build_world()), MONDAY + DAY)
        cls.key = ProofKey.public_now()

    def run_in(self, home: str, *words: str, given: bytes = b"") -> tuple[int, str, str]:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SOURCE),
            "HOME": home,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-m", "handschlag", "agreement", "verify", *words]
        done = subprocess.run(command, cwd=home, env=environment, input=given, capture_output=True, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def test_checks_it_in_an_empty_home_and_leaves_it_empty(self) -> None:
        with TemporaryDirectory() as home:
            status, said, complaints = self.run_in(home, "-", "--key", self.key, given=self.file)
            assert (status, complaints) == (0, "")
            assert said.endswith("The proof holds.\n")
            assert list(Path(home).iterdir()) == []

    def test_is_told_what_is_wrong(self) -> None:
        with TemporaryDirectory() as home:
            path = Path(home) / "proof.json"
            path.write_bytes(self.file.replace(b"Theo", b"Thea"))
            status, said, _complaints = self.run_in(home, "proof.json", "--language", "de")
            assert status == 1
            assert said.endswith("Der Nachweis gilt nicht.\n")
            status, said, _complaints = self.run_in(home, "proof.json", "--json")
            assert (status, json.loads(said)["ok"]) == (1, False)
            assert self.run_in(home, "missing.json")[0] == 1
            assert self.run_in(home, "proof.json", "--key", "abc")[0] == 2


class TheDocument(TestCase):
    """The reference says how to check a proof without this program; what it says is run."""

    def test_its_script_takes_a_proof_and_refuses_a_changed_one(self) -> None:
        version = drafted(build_world(), MONDAY - DAY)
        version.attach_evidence(backtest(version), by=version.drafted_by, at=MONDAY - DAY)
        file = proof(signed(version), MONDAY + DAY)
        page = (SOURCE.parent / "docs/reference/agreement-proof.md").read_text()
        [script] = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
        with TemporaryDirectory() as folder:
            (Path(folder) / "check.py").write_text(script)
            for name, content in (("whole", file), ("changed", file.replace(b'"title":"A', b'"title":"B'))):
                (Path(folder) / name).write_bytes(content)
                command = [sys.executable, "check.py", name, ProofKey.public_now()]
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
                assert (done.returncode == 0) is (name == "whole"), done.stderr
                assert ("The proof holds: Musterwerk Maschinenbau version 1" in done.stdout) is (name == "whole")


class TheCommand(TestCase):
    def test_proves_checks_and_shows_the_key(self) -> None:
        version = sealed(build_world())
        with TemporaryDirectory() as folder:
            path = Path(folder) / "proof.json"
            path.write_text(told("proof", "1"), encoding="utf-8")
            assert told("verify", str(path), "--key", ProofKey.public_now()).endswith("The proof holds.\n")
            path.write_text(told("proof", "1", "--whole-chain"), encoding="utf-8")
            assert json.loads(told("verify", str(path), "--json"))["hash"] == version.hash_to_sign
        first = ProofKey.public_now()
        assert told("key").startswith(f"{first} from 2026-03-02")
        assert first not in told("key", "--new").splitlines()[0]
        assert first in told("key")

    def test_has_nothing_to_prove_before_both_have_signed(self) -> None:
        drafted(build_world())
        for number in ("1", "9"):
            with pytest.raises(CommandError):
                told("proof", number)


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("agreement", *arguments, stdout=out)
    return out.getvalue()
