"""The names under which people know stages, states and problems."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from handschlag.scoreboard.core.debts import BriefPart, Lack
from handschlag.scoreboard.core.duties import Promise, State
from handschlag.scoreboard.core.funnel import Stage
from handschlag.scoreboard.core.problems import Problem

STAGES = {
    Stage.LEAD: _("Leads"),
    Stage.QUALIFIED: _("Qualified"),
    Stage.HANDED_OVER: _("Handed over"),
    Stage.ACCEPTED: _("Accepted"),
    Stage.CONVERSATION: _("In conversation"),
    Stage.DEAL: _("Deal opened"),
    Stage.WON: _("Won"),
}

PROMISES = {
    Promise.QUALIFIED_LEADS: _("Qualified leads this month"),
    Promise.ACCEPTANCE_RATE: _("Acceptance rate"),
    Promise.COMPLETENESS: _("Complete contact data"),
    Promise.ANSWERED_IN_TIME: _("Accepted or returned in time"),
    Promise.FIRST_CONTACT_IN_TIME: _("First contact in time"),
    Promise.ATTEMPTS_IN_TIME: _("Attempts in time"),
    Promise.RESULT_IN_TIME: _("Result in time"),
}

STATES = {
    State.KEPT: (pgettext_lazy("duty", "kept"), "positive", "check"),
    State.AT_RISK: (pgettext_lazy("duty", "at risk"), "caution", "clock"),
    State.MISSED: (pgettext_lazy("duty", "missed"), "negative", "alert"),
    State.NOTHING_YET: (_("nothing to judge yet"), "", ""),
    State.NO_GOAL: (_("no goal agreed"), "", ""),
}
"""The word, and the kind and icon of its badge."""

PROBLEMS = {
    Problem.WON_BEFORE_FIRST_CONTACT: _("Won before the first contact"),
    Problem.WON_WITHOUT_VALUE: _("Won without a value"),
    Problem.HANDED_OVER_WITHOUT_CONSENT: _("Handed over without a statement on consent"),
    Problem.SET_ASIDE: _("Touches that could not be walked"),
    Problem.QUARANTINED: _("Messages in quarantine"),
}

WHAT_TO_DO = {
    Problem.WON_BEFORE_FIRST_CONTACT: _(
        "One of the two dates is wrong; until it is corrected, the deal is credited to no channel."
    ),
    Problem.WON_WITHOUT_VALUE: _("Counted as won, missing from every sum."),
    Problem.HANDED_OVER_WITHOUT_CONSENT: _(
        "Nobody recorded what the contact allows; sales does not know whether it may call."
    ),
    Problem.SET_ASIDE: _("They are stored and count for no lead until somebody has looked at them."),
    Problem.QUARANTINED: _("They could not be understood; corrected, they can be replayed."),
}

LACKS = {
    Lack.BRIEF: _("Brief incomplete"),
    Lack.CONSENT: _("No consent for any channel"),
    Lack.DATA: _("Data incomplete"),
}

WHAT_LACKS_NEED = {
    Lack.BRIEF: _("Tell the rep what the brief does not say, and complete the contact."),
    Lack.CONSENT: _(
        "Ask for consent by a form or in writing; until then nobody may write, and a call only where consent may be presumed."
    ),
    Lack.DATA: _("Complete the contact or its company; the agreement promises these."),
}

BRIEF_PARTS = {
    BriefPart.WHO: _("who it is"),
    BriefPart.DID: _("what they did"),
    BriefPart.WHY: _("why they are qualified"),
    BriefPart.CHANNELS: _("how they may be reached"),
}
