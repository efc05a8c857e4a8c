"""``handschlag``: one command line for the whole house; every room's commands under one name."""

import os
import sys

NEEDS_NO_HOUSE = ["agreement", "verify"]
TRIES_AN_AGREEMENT = ["agreement", "backtest"]
"""A command of a later room, where people look for it."""

WITH_DASH = frozenset({"mail-drop"})
"""Commands as people write them; Python modules know no dash."""


def main() -> None:
    """Run ``handschlag COMMAND …``; ``handschlag help`` lists the commands."""
    if sys.argv[1:3] == NEEDS_NO_HOUSE:  # before settings are read, which would make a house where there is none
        from handschlag.agreement.management.verifying import main as verify

        sys.exit(verify(sys.argv[3:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")
    from django.core.management import execute_from_command_line

    words = sys.argv[2:] if sys.argv[1:3] == TRIES_AN_AGREEMENT else sys.argv[1:]
    execute_from_command_line(
        ["handschlag", *(word.replace("-", "_") if word in WITH_DASH else word for word in words)]
    )
