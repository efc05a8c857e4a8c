"""A thousand random orders of arrival of one person's touches: the same contact, final history and current score each time.

Runs the test that the suite runs with a dozen orders. ``--quick`` tries a hundred.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NoReturn

from report import finish

TEST = "tests/journeys/test_any_order.py"


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--orders", type=int)
    options = parser.parse_args()
    orders = options.orders or (100 if options.quick else 1_000)
    start = perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", "--timeout", "3600", TEST]
    done = subprocess.run(
        command, check=False, cwd=Path(__file__).parent.parent, env={**os.environ, "ORDERS": str(orders)}
    )
    print(f"{perf_counter() - start:.0f} s")
    finish("order", orders, "orders alike", "all", done.returncode == 0)


if __name__ == "__main__":
    main()
