"""Which company a person works for: found by e-mail domain or by name, or made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.traits import Value
from handschlag.capture.models import insert, update
from handschlag.kernel.ids import new_id
from handschlag.people.core.names import company_domain, fold
from handschlag.people.models.contact import Company, Contact


class Firms:
    """The companies a batch of sayings speaks of, looked up in two queries, completed, and saved together."""

    def __init__(self, known: Iterable[Company], at: datetime) -> None:
        self.at = at
        self.by_id: dict[UUID, Company] = {}
        self.by_domain: dict[str, Company] = {}
        self.by_name: dict[str, Company] = {}
        self.made: dict[UUID, UUID] = {}
        self.changed: dict[UUID, Company] = {}
        for company in known:
            self._know(company)

    @classmethod
    def looked_up(cls, traits: Iterable[Mapping[str, Value]], contacts: Iterable[Contact], at: datetime) -> Firms:
        """All companies that these traits or contacts may mean."""
        said = list(traits)
        domains = {domain for domain in map(domain_said, said) if domain}
        names = {name for name in (fold(str(one.get("company", "")))[:200] for one in said) if name}
        ids = {contact.company_id for contact in contacts if contact.company_id}
        firms = cls(Company.objects.in_bulk(ids).values(), at)
        for company in Company.objects.filter(name_key__in=names).order_by("-made_at", "-id"):
            firms._know(company)  # the oldest of one name comes last and stays
        for company in Company.objects.filter(domain__in=domains):
            firms._know(company)
        return firms

    def of(self, traits: Mapping[str, Value], *, told_by: UUID) -> Company | None:
        """The company these traits speak of: by the firm's domain, else by its name, else made; ``None`` where they speak of none."""
        domain, name = domain_said(traits), str(traits.get("company", "")).strip()[:200]
        if not domain and not name:
            return None
        company = self.by_domain.get(domain) or self.by_name.get(fold(name)[:200] or "-")
        if company is None:
            company = Company(id=new_id(self.at), name=name or domain, domain=domain, made_at=self.at).index_name()
            self.made[company.id] = told_by
            self._know(company)
        elif domain and not company.domain and domain not in self.by_domain:
            company.domain = domain
            self.changed[company.id] = company
            self._know(company)
        if name and company.name == company.domain:
            company.name = name
            self.changed[company.id] = company.index_name()
            self._know(company)
        return company

    def save(self) -> dict[UUID, UUID]:
        """Write what is new; returns the companies made, each with who spoke of it first."""
        insert(self.by_id[company_id] for company_id in self.made)
        self._update(["name", "name_key", "domain"])
        return self.made

    def describe(self, company_id: UUID, name: str, text: str) -> None:
        """The company's column follows its newest attribute value."""
        company = self.by_id[company_id]
        company.follow(name, text)
        self.changed[company_id] = company

    def save_descriptions(self) -> None:
        """Write the columns that followed."""
        self._update(Company.FOLLOWING)

    def _update(self, columns: Iterable[str]) -> None:
        update(self.changed.values(), list(columns))
        self.changed.clear()

    def _know(self, company: Company) -> None:
        company = self.by_id.setdefault(company.id, company)
        self.by_name[company.name_key] = company
        if company.domain:
            self.by_domain[company.domain] = company


def domain_said(traits: Mapping[str, Value]) -> str:
    """The firm's domain as an address tells it; free mail tells nothing."""
    return company_domain(str(traits.get("email", "")))[:200]
