"""What ``schemathesis.toml`` loads for plain ``st run``: the oracle as a check, and the narrowed spec."""

from __future__ import annotations

from typing import Any

import schemathesis

from .checks import contract_oracle
from .fuzzable import fuzzable

__all__ = ["before_load_schema", "contract_oracle"]


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:  # noqa: ARG001 - schemathesis' names
    """Narrow Meshy's spec; others are left alone."""
    if raw_schema.get("info", {}).get("title") == "Meshy API":
        raw_schema.update(fuzzable(raw_schema))
