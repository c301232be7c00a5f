"""The page that joins rules, tests and places of the specs, collected from the specs and the tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from helpers.contract.walked import WALKS, walked
from helpers.specs.documents import SERVICES, Json, answers, place, spec
from meshwright.contract.oracle.registry import all_rules
from meshwright.contract.oracle.rules import load

HEAD = """# Promises, their places, their proofs

Written by `tests/contract/test_walks.py` from the specs and the tests, which fails when this page is not up to date,
or when an operation has a status, or a spec a rule, without a proof. Walks are in
`overlays/meshwright/contract/walks/`, tests in `tests/contract/`.
"""
SHOWN = 3
"""Walks that are named; others are only mentioned."""
NOT_BROKEN = "a service in order never does; "
WITHOUT_WALK = {
    "422": "documented for rigging, which a walk sees; the emulator answers it nowhere else",
    "meshy rigging.create 422": "",
    "meshy 5XX": NOT_BROKEN + "`tests/core`, `tests/ledger`",
    "flighthub 5XX": NOT_BROKEN + "`tests/flighthub`",
    "flighthub 404": "only where a gateway lacks the operation; here the public cloud lacks forwarders only",
    **dict.fromkeys((f"flighthub forwarders.{verb} 404" for verb in ("list", "create", "switch", "delete")), ""),
    "meshy resize.create 404": "the emulator answers 400 for a task that does not exist (open)",
    "meshy remesh.create 404": "the emulator answers 400 for a task that does not exist (open)",
    "meshy convert.create 404": "the emulator answers 400 for a task that does not exist (open)",
    "meshy text_to_image.create 404": "it names no task",
    "meshy text_to_motion.create 404": "it names no task",
    "meshy print_analyze.create 402": "costs nothing",
}
"""Answers that no walk sees, and why; "" for one that a walk sees against the rule."""
TITLES = {"meshy": "Meshy", "flighthub": "FlightHub"}
LIES = {"meshy": "test_oracle_rules", "flighthub": "test_oracle_flighthub"}


def seen_by(service: str, operation: str, status: str) -> list[str]:
    """Name the walks that see an operation answer with a status."""
    return [
        name
        for name in WALKS[service]
        if any(
            label.partition(" ")[0] == operation and fits(label.partition(" ")[2], status)
            for label in walked(service, name).seen
        )
    ]


def excuse(service: str, operation: str, status: str) -> str:
    """Return why no walk can see an answer; empty when one should."""
    keys = (f"{service} {operation} {status}", f"{service} {status}", status)
    return next((WITHOUT_WALK[key] for key in keys if key in WITHOUT_WALK), "")


def fits(number: str, status: str) -> bool:
    return number == status or (status == "5XX" and number.startswith("5"))


def message_rules(service: str) -> list[tuple[str, Json]]:
    """List the rules of a spec that have a message, with their places."""
    return [(place(where), node) for where, node in spec(service).nodes() if "x-message" in node]


def is_request_rule(service: str, where: str) -> bool:
    """Whether a rule is about requests, which the service refuses with its message."""
    return where.split(".")[2] in (*spec(service).request_components(), "Uuid")


@cache
def refusals(service: str) -> dict[str, str]:
    """Return, for each walk, everything that requests were refused with, as one text."""
    found: dict[str, str] = {}
    for name in WALKS[service]:
        texts = {_message(exchange.body) for exchange in walked(service, name).trace if b'"message"' in exchange.body}
        found[name] = "\n".join(sorted(texts))
    return found


def _message(body: bytes) -> str:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("message", "")) if isinstance(said, dict) else ""


def refused_by(service: str, message: str) -> list[str]:
    """Name the walks in which a request is refused with this message."""
    return [name for name, texts in refusals(service).items() if message in texts]


def page() -> str:
    """Write the page."""
    return HEAD + "".join(part for service in SERVICES for part in _parts(service))


def _parts(service: str) -> Iterator[str]:
    yield f"\n## {TITLES[service]}: operations and statuses\n\n| operation | status | in the spec | walks | client |\n"
    yield "|---|---|---|---|---|\n"
    for _, operation, status in (answer for answer in answers() if answer[0] == service):
        walks = _named(seen_by(service, operation, status)) or excuse(service, operation, status)
        test = f"`test_statuses::test_client[{service}-{operation}-{status}]`"
        yield f"| `{operation}` | {status} | {_answer_place(service, operation, status)} | {walks} | {test} |\n"
    yield f"\n## {TITLES[service]}: rules of the spec\n\n| rule | in the spec | proven by |\n|---|---|---|\n"
    for where, node in message_rules(service):
        told = refused_by(service, node["x-message"]) if is_request_rule(service, where) else []
        proof = _named(told) if told else f"`test_answer_rules::test_answer_rules[{where}]`"
        yield f"| {node['x-message']} | `{where}` | {proof} |\n"
    yield f"\n## {TITLES[service]}: rules over exchanges\n\nIn `specs/{service}.rules.yaml`; each finds nothing in the"
    yield " walks, and reports exchanges that were falsified: "
    yield f"`{LIES[service]}::test_finds_a_falsified_exchange[rule]`.\n\n"
    yield "| rule | sentence | holds on | evidence |\n|---|---|---|---|\n"
    load()
    for rule in all_rules(service):
        yield f"| `{rule.id}` | {rule.sentence} | {rule.scope} | {rule.evidence} |\n"


def _named(walks: Iterable[str]) -> str:
    names = list(walks)
    more = " and others" if len(names) > SHOWN else ""
    return ", ".join(f"`{name}`" for name in names[:SHOWN]) + more


def _answer_place(service: str, operation: str, status: str) -> str:
    path, method = next((p, m) for p, m, op in spec(service).operations() if op["operationId"] == operation)
    response = spec(service).operation(operation)["responses"][status]
    shared = response.get("$ref", "").removeprefix("#/")
    return f"`{shared.replace('/', '.')}`" if shared else f"`{method} {path}`"
