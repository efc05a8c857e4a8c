"""All templates of the house, as text without their comments."""

import re
from pathlib import Path

import handschlag

HOUSE = Path(handschlag.__file__).parent
WEBSITE = HOUSE / "website"
DOCUMENT = HOUSE.parent.parent / "docs" / "reference" / "templates.md"
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)


def templates() -> dict[str, str]:
    """Path relative to the house → text; mails (``.txt``) left out."""
    found = sorted(HOUSE.glob("*/templates/**/*.html"))
    return {str(path.relative_to(HOUSE)): COMMENT.sub("", path.read_text()) for path in found}
