"""How a service differs from its spec, as a list that a maintainer can act on: field, evidence, what was seen, what to
change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from attrs import asdict, frozen

from ...specs import Json, fields, operation, resolve
from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from ..oracle import Oracle

KNOWN_HEADERS = frozenset({"content-type", "content-length", "date", "connection", "server", "cache-control", "allow"})
UNDOCUMENTED = frozenset({"name", "ai_model", "geometry_resolution"})
"""Echoed by the live service and left out of the spec on purpose, as no document promises them."""
SHOWN = 80
SHAPES = ("http.status", "http.body", "http.headers", "stream.event")
"""Rules of the oracle about shapes."""


@frozen
class Drift:
    """One difference."""

    field: str
    """Where in the spec."""
    evidence: str
    documented: str
    seen: str
    proposal: str


def drifts_of(trace: Iterable[Exchange], oracle: Oracle, expectations: Expectations) -> list[Drift]:
    """Return the differences that a recording shows, each once."""
    found: dict[tuple[str, str], Drift] = {}
    for exchange in trace:
        expected = expectations.at(exchange.path).get(exchange.method)
        for drift in _differences(exchange, expected, expectations.spec) if expected else ():
            found.setdefault((drift.field, drift.proposal), drift)
    for violation in oracle.violations:
        if not violation.rule.endswith(SHAPES):  # those are told above, with their place in the spec
            operation_id = _operation_of(violation.exchange, expectations)
            drift = Drift(
                operation_id, violation.exchange, violation.rule, violation.detail, "change the rule, or report it"
            )
            found.setdefault((operation_id, violation.rule), drift)
    return list(found.values())


def _operation_of(text: str, expectations: Expectations) -> str:
    method, path, *_ = text.split()
    expected = expectations.at(path).get(method)
    return expected.id if expected else f"{method} {path}"


def _differences(exchange: Exchange, expected: ExpectedOperation, spec: Json) -> Iterator[Drift]:
    evidence, place = str(exchange), f"{expected.id} {exchange.status}"
    answer = expected.answer(exchange.status)
    if answer is None:
        statuses = ", ".join(expected.answers)
        yield Drift(place, evidence, f"statuses {statuses}", str(exchange.status), f"add {exchange.status}")
        return
    for name in answer.headers:
        if name not in exchange.headers and name != "retry-after":
            yield Drift(f"{place} header {name}", evidence, "there", "missing", f"make {name} optional")
    for name in exchange.headers:
        if name.startswith("x-") and name not in answer.headers:
            yield Drift(f"{place} header {name}", evidence, "unknown", exchange.headers[name][:SHOWN], f"add {name}")
    validator = answer.contents.get(exchange.media_type)
    if validator is None and (answer.contents or exchange.body):
        documented = ", ".join(answer.contents) or "no body"
        yield Drift(place, evidence, documented, exchange.media_type or "no body", "change the media type")
    elif exchange.media_type == "application/json":
        try:
            data = exchange.data
        except ValueError:
            yield Drift(place, evidence, "JSON", repr(exchange.body[:SHOWN]), "report it")
            return
        for error in validator.iter_errors(data) if validator else ():
            yield _shape(place, evidence, error)
        schema = _schema(spec, expected, exchange.status)
        yield from _unknown(place, evidence, spec, schema, data) if schema else ()


def _shape(place: str, evidence: str, error: Any) -> Drift:
    steps = ["[]" if isinstance(step, int) else step for step in error.instance_path]
    rule = str(error.schema_path[-1]) if error.schema_path else ""
    where = f"{place} {'.'.join(steps)}".strip()
    value = json.dumps(error.instance, ensure_ascii=False)[:SHOWN]
    proposals = {
        "enum": f"add {value} to the enum",
        "required": f"{error.message}: make it optional, or rename it",
        "type": f"allow {value}",
        "oneOf": f"allow {value}",
        "const": f"allow {value}",
    }
    return Drift(
        where, evidence, error.message[: 2 * SHOWN], value, proposals.get(rule, f"change {rule or 'the rule'}")
    )


def _schema(spec: Json, expected: ExpectedOperation, status: int) -> Json | None:
    responses = operation(spec, expected.id)["responses"]
    found = responses.get(str(status)) or responses.get(f"{status // 100}XX") or {}
    schema: Json | None = resolve(spec, found).get("content", {}).get("application/json", {}).get("schema")
    return schema


def _unknown(place: str, evidence: str, spec: Json, schema: Json, data: Any) -> Iterator[Drift]:
    """Yield members that the spec does not name."""
    schema = resolve(spec, schema)
    for option in schema.get("oneOf", []):
        if data is not None and resolve(spec, option).get("type") != "null":
            yield from _unknown(place, evidence, spec, option, data)
    if isinstance(data, list):
        for item in data:
            yield from _unknown(place, evidence, spec, schema.get("items", {}), item)
    known = fields(spec, schema)
    for name, value in cast("Json", data).items() if isinstance(data, dict) and known else ():
        if name not in known and name not in UNDOCUMENTED:
            seen = json.dumps(value, ensure_ascii=False)[:SHOWN]
            yield Drift(f"{place} {name}", evidence, "unknown", seen, f"add the property {name}")
        elif name in known and isinstance(value, (dict, list)):
            yield from _unknown(f"{place} {name}", evidence, spec, known[name], value)


def write_report(path: Path, drifts: Iterable[Drift]) -> None:
    """Write the list as YAML; every JSON value is one."""
    rows = [
        "\n".join(
            f"{'- ' if n == 0 else '  '}{key}: {json.dumps(value, ensure_ascii=False)}"
            for n, (key, value) in enumerate(asdict(drift).items())
        )
        for drift in drifts
    ]
    path.write_text(
        "# How the service differs from the spec, by scripts/contract.\n" + ("\n".join(rows) if rows else "[]") + "\n",
        "utf-8",
    )
