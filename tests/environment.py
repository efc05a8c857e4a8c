"""Where tests keep their files: a folder of their own, never ``var/``.

Named in pytest's options (``-p tests.environment``), because Django's settings are read before any ``conftest.py``.
"""

import os
import tempfile
from pathlib import Path

os.environ["HANDSCHLAG_VAR"] = tempfile.mkdtemp(prefix="handschlag-tests-")
Path(os.environ["HANDSCHLAG_VAR"], "static").mkdir()
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault("HANDSCHLAG_LANGUAGE", "en")
os.environ["HANDSCHLAG_WORKER"] = "no"
