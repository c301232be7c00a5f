"""Operations of the tag balance: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    Operation,
)
from ..models import (
    Balance,
)


def get() -> Operation[Balance]:
    """Retrieve the credit balance.

    The credits that are left in the account of the key.
    """
    return Operation(
        name="balance.get",
        method="GET",
        path="/openapi/v1/balance",
        parse=Balance.from_dict,
    )
