"""What is known of many leads at once, for routing and for segments: by the measure that judges them, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handschlag.agreement.core.terms import AttributeCondition, RoutingRule, Terms
from handschlag.handover.core.firms import spellings
from handschlag.handover.core.routing import LeadKnown, Meant, Place, plain
from handschlag.handover.models.answer import Acceptance, Timeout
from handschlag.organisation.core.languages import language_of
from handschlag.people.models import Company, CompanyMerge, Lead
from handschlag.qualification.models import Answer, Moment, ask

ATTRIBUTES = ("country", "postal_code", "industry", "employees", "language")


@dataclass
class Known:
    """What was known of one lead at a moment: attributes of its contact and company, and the rule of routing that applied."""

    values: Mapping[str, str] = field(default_factory=dict)
    meant: Meant | None = None

    @property
    def place(self) -> Place:
        country, code = self.values.get("country", ""), self.values.get("postal_code", "")
        return Place(country.strip().upper(), "".join(code.split()).upper())

    @property
    def industry(self) -> str:
        return self.values.get("industry", "")

    @property
    def employees(self) -> float | None:
        try:
            return float(self.values["employees"])
        except (KeyError, ValueError):
            return None

    def for_routing(
        self, firms: frozenset[str], owner: UUID | None, ran_out: frozenset[UUID], *, asked: bool
    ) -> LeadKnown:
        """As routing asks for it."""
        return LeadKnown(
            self.place,
            plain(self.industry),
            firms,
            language_of(self.values.get("language", "")),
            self.meant,
            owner,
            ran_out,
            asked,
        )


def known_about(leads: Collection[Lead], now: datetime, terms: Terms | None = None) -> dict[UUID, Known]:
    """Lead id → what is known of it at ``now``; with the rule of ``terms`` that applies, where some are given."""
    known = known_at([(lead.id, now) for lead in leads], terms)
    return {lead_id: one for (lead_id, _at), one in known.items()}


def known_at(moments: Collection[Moment], terms: Terms | None = None) -> dict[Moment, Known]:
    """The same for leads at different moments."""
    rules = terms.routing.rules if terms else ()
    names = {*ATTRIBUTES, *(owed_attributes(terms) if terms else ())}
    answers = ask(moments, names, conditions_of(rules), terms)
    return {moment: Known(answer.values, _meant(answer, rules)) for moment, answer in answers.items()}


def owed_attributes(terms: Terms) -> tuple[str, ...]:
    """What marketing owes to be known of a lead."""
    return terms.marketing.completeness.attributes if terms.marketing.completeness else ()


def conditions_of(rules: Iterable[RoutingRule]) -> dict[str, AttributeCondition]:
    """Every condition of the rules by a key of its own: no key of a rule holds a full stop."""
    return {f"{rule.key}.{number}": one for rule in rules for number, one in enumerate(rule.where)}


def _meant(answer: Answer, rules: Sequence[RoutingRule]) -> Meant | None:
    """Whom the first rule means of which all conditions hold."""
    for rule in rules:
        if answer.met.issuperset(conditions_of([rule])):
            return Meant(rule.key, plain(rule.team or ""), plain(rule.skill or ""))
    return None


class Ties:
    """What ties reps to leads besides attributes: who owns the company, what territories may call it, who let the lead run out."""

    def __init__(self, leads: Collection[Lead]) -> None:
        companies = {lead.contact.company_id for lead in leads if lead.contact.company_id}
        accepted = Acceptance.objects.filter(
            handover__lead__contact__company__among=companies, handover__letting_go__isnull=True
        )
        in_order = accepted.order_by("handover__handed_at", "at", "handover__rep_id")
        self.owners = dict(in_order.values_list("handover__lead__contact__company_id", "handover__rep_id"))
        self.firms = firms_of(companies)
        self.ran_out: dict[UUID, set[UUID]] = defaultdict(set)
        timeouts = Timeout.objects.filter(handover__lead__among=[lead.id for lead in leads])
        for lead_id, rep_id in timeouts.values_list("handover__lead_id", "handover__rep_id"):
            self.ran_out[lead_id].add(rep_id)

    def of(self, lead: Lead, known: Known, *, asked: bool) -> LeadKnown:
        """The lead as routing sees it."""
        company = lead.contact.company_id
        firms = self.firms.get(company, frozenset()) if company else frozenset()
        owner = self.owners.get(company) if company else None
        return known.for_routing(firms, owner, frozenset(self.ran_out.get(lead.id, ())), asked=asked)


def firms_of(companies: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Company → the spellings under which a territory may name it, those of companies that joined it included."""
    domains: dict[UUID, list[str]] = defaultdict(list)
    names: dict[UUID, list[str]] = defaultdict(list)
    own = Company.objects.filter(id__among=companies).order_by().values_list("id", "domain", "name")
    joined = CompanyMerge.objects.filter(kept__among=companies, undone_at=None).order_by()
    for rows in (own, joined.values_list("kept_id", "gone_domain", "gone_name")):
        for company, domain, name in rows:
            domains[company].append(domain)
            names[company].append(name)
    return {company: spellings(domains[company], names[company]) for company in domains}
