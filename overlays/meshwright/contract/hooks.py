"""What ``schemathesis.toml`` loads for plain ``st run``: the oracle as a check, and the narrowed spec."""

from __future__ import annotations

from typing import Any

import schemathesis

from .checks import contract_oracle
from .fuzzing import flighthub, meshy

__all__ = ["before_load_schema", "contract_oracle"]
NARROWED = {"Meshy API": meshy.fuzzable, "DJI FlightHub 2 open modeling API": flighthub.fuzzable}


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:  # noqa: ARG001 - schemathesis' names
    """Narrow our specs, which are recognized by their titles; leave others unchanged."""
    if narrow := NARROWED.get(raw_schema.get("info", {}).get("title", "")):
        raw_schema.update(narrow(raw_schema))
