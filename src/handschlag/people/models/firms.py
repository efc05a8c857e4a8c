"""Which company a person works for: found by e-mail domain or by name, or made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from handschlag.capture.core.traits import Value
from handschlag.capture.models import insert, update
from handschlag.kernel.ids import new_id
from handschlag.people.core.names import company_domain, fold
from handschlag.people.models.apart import TwoCompanies
from handschlag.people.models.company_merge import joined_names, owners_of
from handschlag.people.models.contact import Company
from handschlag.people.models.following import refresh_companies
from handschlag.people.models.pairs import Pair, pair_of
from handschlag.people.models.repointing import put, rows_of


class Firms:
    """The companies a batch of sayings speaks of, looked up in a few queries, completed, and saved together."""

    def __init__(self, known: Iterable[Company], at: datetime) -> None:
        self.at = at
        self.by_id: dict[UUID, Company] = {}
        self.by_domain: dict[str, Company] = {}
        self.by_name: dict[str, Company] = {}
        self.made: dict[UUID, UUID] = {}
        self.changed: dict[UUID, Company] = {}
        self.joined: dict[UUID, Company] = {}
        self.apart: set[Pair] = set()
        for company in known:
            self._know(company)

    @classmethod
    def looked_up(cls, traits: Iterable[Mapping[str, Value]], at: datetime) -> Firms:
        """All companies that these traits may mean."""
        said = list(traits)
        domains = {domain for domain in map(domain_said, said) if domain}
        names = {name for name in (fold(str(one.get("company", "")))[:200] for one in said) if name}
        firms = cls([], at)
        for name, company in joined_names(names).items():
            firms.by_name[name] = firms._know(company)
        for company in Company.objects.filter(name_key__in=names).order_by("-made_at", "-id"):
            firms._know(company)  # the oldest of one name comes last and stays
        for domain, company in owners_of(domains).items():
            firms.by_domain[domain] = firms._know(company)
        firms.apart = TwoCompanies.among(firms.by_id) if firms._may_join() else set()
        return firms

    def of(self, traits: Mapping[str, Value], *, told_by: UUID) -> Company | None:
        """The company these traits speak of, or a new one; ``None`` where they speak of none.

        A firm's domain decides. A name finds a firm only where no domain speaks against it: two firms may be called alike.
        ``now`` says which company it is after all sayings have been heard.
        """
        domain, name = domain_said(traits), str(traits.get("company", "")).strip()[:200]
        if not domain and not name:
            return None
        named = self.by_name.get(fold(name)[:200]) if name else None
        company = self.by_domain.get(domain) if domain else named
        if company and domain and named and self._is_part(named, company):
            self._join(named, company)
        if company is None and domain and named and not named.domain:
            company = self._give_domain(named, domain)
        if company is None:
            company = Company(id=new_id(self.at), name=name or domain, domain=domain, made_at=self.at).index_name()
            self.made[company.id] = told_by
            self._know(company)
        if name and company.name == company.domain:
            company.name = name
            self.changed[company.id] = company.index_name()
            self._know(company)
        return company

    def now(self, company: Company) -> Company:
        """The company itself, or the one it turned out to be."""
        while company.id in self.joined:
            company = self.joined[company.id]
        return company

    def _give_domain(self, company: Company, domain: str) -> Company:
        """A firm known by its name alone gets its domain."""
        company.domain, company.matched_at = domain, None
        self.changed[company.id] = company
        self._know(company)
        return company

    def _is_part(self, named: Company, company: Company) -> bool:
        """Whether the one known by its name alone may join the other; not where somebody said that they are two."""
        return named is not company and not named.domain and pair_of(named.id, company.id) not in self.apart

    def _join(self, named: Company, company: Company) -> None:
        """A firm known by its name alone turns out to be one known by its domain."""
        self.joined[named.id] = company
        self.by_name[named.name_key] = company
        self.changed.pop(named.id, None)
        if self.made.pop(named.id, None) is None:
            put(rows_of(named), company)
            Company.objects.filter(id=named.id).delete()

    def save(self) -> dict[UUID, UUID]:
        """Write what is new; returns the companies made, each with who spoke of it first."""
        insert(self.by_id[company_id] for company_id in self.made)
        self._update([*Company.NAMED, "domain"])
        grown = {company.id: company for company in map(self.now, self.joined.values()) if company.id not in self.made}
        refresh_companies(grown.keys())
        for company in grown.values():
            company.refresh_from_db()
        return self.made

    def _update(self, columns: Iterable[str]) -> None:
        update(self.changed.values(), list(columns))
        self.changed.clear()

    def _know(self, company: Company) -> Company:
        company = self.by_id.setdefault(company.id, company)
        self.by_name[company.name_key] = company
        if company.domain:
            self.by_domain[company.domain] = company
        return company

    def _may_join(self) -> bool:
        """Whether one is known by its name alone and another by its domain: only these join here."""
        return len({bool(company.domain) for company in self.by_id.values()}) > 1


def domain_said(traits: Mapping[str, Value]) -> str:
    """The firm's domain as an address tells it; free mail tells nothing."""
    return company_domain(str(traits.get("email", "")))[:200]
