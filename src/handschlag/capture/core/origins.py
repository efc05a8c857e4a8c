"""Origins of pages, as browsers name them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

MOST = 50


def origin_of(text: str) -> str:
    """``https://WWW.Example.com/path`` → ``https://www.example.com``. Raises ValueError for what is no address of a page."""
    parts = urlsplit(text.strip() if "//" in text else f"https://{text.strip()}")
    host, port = parts.hostname or "", parts.port
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]{1,200}|\[[0-9a-f:.]+\]", host):
        raise ValueError(text)
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")
