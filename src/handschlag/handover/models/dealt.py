"""A lead that routing has given to somebody, or to nobody: what is to be written about it."""

from __future__ import annotations

from dataclasses import dataclass

from handschlag.handover.core.because import because, why_waiting
from handschlag.handover.core.routing import Choice, LeadKnown
from handschlag.handover.models.dossier import Dossiers
from handschlag.handover.models.giving import Assignment
from handschlag.handover.models.lineup import Lineup
from handschlag.handover.models.pool import Waits
from handschlag.handover.models.roster import Roster
from handschlag.people.models import Lead
from handschlag.qualification.models import Verdict


@dataclass(frozen=True, slots=True)
class Dealt:
    """A lead, what routing saw of it, and what it chose."""

    lead: Lead
    verdict: Verdict
    seen: LeadKnown
    choice: Choice

    def given(self, roster: Roster, dossiers: Dossiers, lineup: Lineup | None) -> Assignment:
        """With its brief and the reasons; only for one that somebody got."""
        assert self.choice.rep_id is not None
        brief, segment = dossiers.brief_of(self.lead, self.verdict)
        told = because(self.choice, self.seen)
        return Assignment(self.lead, self.verdict, roster.reps[self.choice.rep_id], told, brief, segment, lineup)

    def waits(self) -> Waits:
        """Only for one that nobody got."""
        assert self.choice.unassigned is not None
        return Waits(self.lead, self.verdict, self.choice.unassigned.value, why_waiting(self.choice, self.seen))
