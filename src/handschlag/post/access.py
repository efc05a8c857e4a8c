"""Who keeps the post: operations alone."""

from typing import Any

from handschlag.ledger.access import only


def runs_the_house(user: Any) -> bool:
    return bool(user.is_operations)


operations_only = only(runs_the_house, roles=("operations",))
