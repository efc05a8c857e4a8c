"""Parts of the market."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from handschlag.market.core.segments import SegmentRule
from handschlag.market.models.prepared import Prepared


class Segment(Prepared):
    """A part of the market with needs of its own. A company belongs to the first segment, by position, that its industry and size fit."""

    noun = "segment"

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    industries = models.JSONField(_("industries"), default=list, blank=True)
    employees_from = models.PositiveIntegerField(_("employees from"), null=True, blank=True)
    employees_to = models.PositiveIntegerField(_("employees up to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Where several segments fit a company, the lowest position wins.")
    )

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> SegmentRule:
        """Whom it holds, for :func:`handschlag.market.core.segments.segment_of`."""
        return SegmentRule(self.key, frozenset(self.industries), self.employees_from, self.employees_to)

    @property
    def size(self) -> str:
        """How many employees, as people write it: "50–250", "from 50", "" for every size."""
        low, high = self.employees_from, self.employees_to
        if low is None and high is None:
            return ""
        return f"{low or 0}–{high}" if high is not None else f"≥ {low}"
