"""The rules of terms, with all names by which touches mean the materials that the terms ask for."""

from __future__ import annotations

import pyarrow as pa

from handschlag.agreement.core.terms import Terms
from handschlag.market.models import MaterialName, NameWay
from handschlag.qualification.core.rules import MaterialMeant, rules
from handschlag.qualification.models.evidence import microseconds


def rules_of(terms: Terms) -> dict[str, pa.Table]:
    """See ``core.rules.rules``. Variants, links and files are read as they are known now, each with the moment since when it is."""
    keys = {part.touch.material for part in terms.about_touches() if part.touch.material}
    meanings = {
        key: [MaterialMeant(one.name, one.way == NameWay.PAGE, microseconds(one.since_at)) for one in names]
        for key, names in MaterialName.meaning(keys).items()
    }
    return rules(terms, meanings)
