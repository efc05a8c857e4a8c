"""The clock on the wall. Edges read it once (a request, a command, a turn of the worker); everything else is told the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 – the one place that may ask
