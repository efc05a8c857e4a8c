"""Who is who, measured: quality on three sets whose truth is known, one against a million, and a whole base of a million.

    .venv/bin/python bench/matching.py [--quick] [--only quality|live|base]

``--quick`` takes 20,000 people instead of a million. What the figures mean stands at the head of ``matching_quality.py``,
``matching_live.py`` and ``matching_base.py``. The figure of the last line is how many of the parts keep their goals.
"""

from __future__ import annotations

import argparse
from typing import NoReturn

from matching_base import whole_base
from matching_live import live
from matching_quality import DATA, quality
from report import console, finish

FEW, MANY = 20_000, 1_000_000


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{FEW:,} people instead of {MANY:,}")
    parser.add_argument("--only", choices=("quality", "live", "base"))
    options = parser.parse_args()
    count = FEW if options.quick else MANY
    parts = {"quality": quality, "live": lambda: live(count), "base": lambda: whole_base(count)}
    if not DATA.is_dir():
        console.print(f"SKIPPED: quality, because real data is absent: {DATA} (or set HANDSCHLAG_DATA)")
        del parts["quality"]
    kept = [part() for name, part in parts.items() if options.only in (None, name)]
    finish("matching", sum(kept), "parts keep their goals", f"all {len(kept)}", all(kept))


if __name__ == "__main__":
    main()
