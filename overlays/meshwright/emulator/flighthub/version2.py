"""What V2 answers otherwise than V1: handlers answer as V1 does, and translate here (D59 to D61)."""

from __future__ import annotations

from collections.abc import Sequence

from ...spec.reading import Json
from ..handlers import Call

ROOT = "/openapi/v2.0/"


def is_v2(call: Call) -> bool:
    """Return whether a call is one of V2."""
    return call.template.startswith(ROOT)


def paged(rows: Sequence[Json], call: Call) -> Json:
    """Return one page of a list, with its place among all."""
    page, size = call.query.get("page") or 1, call.query.get("page_size") or 10
    pagination = {"page": page, "page_size": size, "total": len(rows)}
    return {"list": rows[(page - 1) * size :][:size], "pagination": pagination}


def flight(row: Json) -> Json:
    """Return an item of the list of flights, with its operators and exceptions as lists."""
    return {**row, **{name: [row[name]] if row[name] else [] for name in ("operations", "exceptions")}}


def message(row: Json) -> Json:
    """Return a health message, with the other name of the place of the aircraft."""
    return {"in_the_sky" if name == "in_the_key" else name: value for name, value in row.items()}


def forwarder(row: Json) -> Json:
    """Return a forwarder, with the other name of its target."""
    return {"bypass_option" if name == "schema_option" else name: value for name, value in row.items()}
