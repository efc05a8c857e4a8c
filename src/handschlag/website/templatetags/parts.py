"""``{% load parts %}``: the small reckonings behind our includes; rooms use the includes themselves."""

from collections.abc import Iterable
from typing import Any, TypedDict

from django import template
from django.template import Context, RequestContext

register = template.Library()


class Sorting(TypedDict):
    address: str
    aria: str
    icon: str


class Bar(TypedDict):
    """Widths in per cent of the whole bar, as SVG attributes take them (a dot as decimal sign in every language)."""

    fill: str
    mark: str
    reached: bool


@register.simple_tag(takes_context=True)
def turn_to(context: RequestContext, page: int, parameter: str = "") -> str:
    """The address of another page of the same list, with its filters."""
    return _with(context, **{parameter or "page": str(page)})


@register.simple_tag(takes_context=True)
def sorting(context: RequestContext, key: str, sort: str = "") -> Sorting:
    """Where a heading leads and what it shows: first rising, then falling. Sorting again starts on the first page."""
    falling = sort == f"-{key}"
    rising = sort == key
    return Sorting(
        address=_with(context, sort=f"-{key}" if rising else key, page=None),
        aria="ascending" if rising else "descending" if falling else "",
        icon="arrow-up" if rising else "arrow-down" if falling else "",
    )


@register.simple_tag
def bar(value: float, threshold: float, maximum: float | None = None) -> Bar:
    """A value as a bar with a mark at the threshold; by default a quarter more than the larger of both is the full width."""
    whole = maximum or max(value, threshold) * 1.25 or 1
    return Bar(fill=_width(value / whole), mark=_width(threshold / whole), reached=value >= threshold)


@register.simple_tag
def share_of(value: float, whole: float) -> str:
    """A part of a whole as an SVG width."""
    return _width(value / whole if whole else 0)


@register.simple_tag
def columns(values: Iterable[int]) -> list[dict[str, str | int]]:
    """Values as columns side by side in a box of 100 × 24, the largest filling it; a dot as decimal sign in every language."""
    counts = list(values)
    width, most = 100 / (len(counts) or 1), max(counts, default=0) or 1
    heights = [24 * count / most for count in counts]
    return [
        {
            "x": f"{place * width:.2f}",
            "y": f"{24 - height:.2f}",
            "width": f"{width * 0.8:.2f}",
            "height": f"{height:.2f}",
            "count": count,
        }
        for place, (count, height) in enumerate(zip(counts, heights, strict=True))
    ]


@register.simple_tag
def funnel(stages: Iterable[Any]) -> list[dict[str, Any]]:
    """Each stage with its share of the first one and the width that shows it."""
    rows = [{name: _read(stage, name) for name in ("name", "count", "url", "note")} for stage in stages]
    first = rows[0]["count"] if rows else 0
    for row in rows:
        row["of_first"] = row["count"] / first if first else None
        row["width"] = _width(row["of_first"] or 0)
    return rows


def _read(stage: Any, name: str) -> Any:
    return stage.get(name) if isinstance(stage, dict) else getattr(stage, name, None)


def _width(share: float) -> str:
    return f"{100 * min(max(share, 0), 1):.2f}"


def _with(context: Context, **changes: str | None) -> str:
    asked = context.request.GET.copy()  # type: ignore[attr-defined]
    for key, value in changes.items():
        asked.pop(key, None)
        if value is not None:
            asked[key] = value
    return f"?{asked.urlencode()}"
