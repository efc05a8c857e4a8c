"""``handschlag``: one command line for the whole house; every room's commands under one name."""

import os
import sys


def main() -> None:
    """Run ``handschlag COMMAND …``; ``handschlag help`` lists the commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handschlag.website.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["handschlag", *sys.argv[1:]])
