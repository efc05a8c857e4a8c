"""Loops compiled by numba, kept on disk where there is a place to keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(loop: Callable[..., Any]) -> Any:
    """``loop`` compiled when it is first called; other threads go on meanwhile.

    The machine code is kept beside the source or, where that may not be written, in the user's cache (or ``NUMBA_CACHE_DIR``).
    Where neither may be written it is compiled anew in each process, which takes some seconds.
    """
    try:
        return njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # numba knows no place to keep it
        return njit(nogil=True)(loop)
