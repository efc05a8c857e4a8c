"""``handschlag``: one command line for the whole house; every room's commands under one name."""

import os
import sys

NEEDS_NO_HOUSE = ["agreement", "verify"]


def main() -> None:
    """Run ``handschlag COMMAND …``; ``handschlag help`` lists the commands."""
    if sys.argv[1:3] == NEEDS_NO_HOUSE:  # before settings are read, which would make a house where there is none
        from handschlag.agreement.management.verifying import main as verify

        sys.exit(verify(sys.argv[3:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["handschlag", *sys.argv[1:]])
