"""The proof of an agreement: is every changed bit of the file noticed, and how long does checking take?

    .venv/bin/python bench/proof.py [--quick]

Signs a version with evidence in a temporary house, exports its proof, and checks it once for every bit of the file turned over
(with --quick for one bit of every byte). The figure is the share of changed files that were taken for a proof; it must be nought.
A changed byte that means the same to a reader of JSON (an escaped letter, a number written otherwise) counts as changed.
"""

from __future__ import annotations

import sys
import time

from house import temporary_house
from report import finish, show


def main(*, quick: bool) -> None:
    with temporary_house():
        file = proved()
    from handschlag.agreement.core.checking import check

    began = time.perf_counter()
    for _time in range(20):
        assert check(file).ok
    each_ms = 1000 * (time.perf_counter() - began) / 20
    began, tried, taken = time.perf_counter(), 0, 0
    for place in range(len(file)):
        for bit in [place % 8] if quick else range(8):
            changed = file[:place] + bytes([file[place] ^ 1 << bit]) + file[place + 1 :]
            tried, taken = tried + 1, taken + check(changed).ok
    show(
        "The proof of an agreement",
        {
            "size of the file": f"{len(file):,} bytes",
            "one check": f"{each_ms:.1f} ms",
            "changed files checked": f"{tried:,} in {time.perf_counter() - began:.0f} s",
            "taken for a proof": f"{taken}",
        },
    )
    finish("proof", 100 * taken / tried, "% of changed files taken for a proof", "0 %", taken == 0)


def proved() -> bytes:
    """A proof of the shipped template with evidence."""
    from handschlag.agreement.models import Version
    from handschlag.agreement.readings import proof
    from handschlag.agreement.starters import starter
    from handschlag.agreement.tests.stories import backtest
    from handschlag.organisation.models import Side
    from handschlag.organisation.tests.world import MONDAY, PASSWORD, build_world

    world = build_world()
    version = Version.draft(starter("machine_builder"), by=world.theo, at=MONDAY)
    version.attach_evidence(backtest(version), by=world.theo, at=MONDAY)
    version.propose(by=world.theo, at=MONDAY)
    version.sign(Side.MARKETING, world.theo, PASSWORD, MONDAY)
    version.sign(Side.SALES, world.lena, PASSWORD, MONDAY)
    return proof(version, MONDAY)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
