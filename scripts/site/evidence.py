"""Count the evidence in the specs, and list the open questions and our own decisions. Nothing is written by hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

from attrs import frozen
from meshwright.spec.reading import METHODS, Json, load_spec
from meshwright.spec.wording import cell, source

SERVICES = {"meshy": "Meshy", "flighthub": "FlightHub 2"}
GRADES = {
    "seed": "the three API pages that the project began with",
    "doc": "another official page",
    "doc*": "an official page, as others reported it",
    "live": "behaviour that others observed",
    "client": "read in public code of a client",
    "inferred": "a conclusion of ours",
    "decision": "a decision of ours, with its number",
}
DOUBTS = {
    "open": "no source that we read states it",
    "conflict": "two sources contradict each other",
    "inferred": "concluded from something else",
}


@frozen
class Fact:
    """A part of a spec with evidence or a doubt, and its place."""

    place: str
    node: Json

    @property
    def grade(self) -> str:
        """The grade of the evidence, if there is any."""
        grade: str = self.node.get("x-source", {}).get("grade", "")
        return grade

    @property
    def doubt(self) -> str:
        """The kind of doubt, if there is any."""
        kind: str = self.node.get("x-confidence", "").partition(":")[0]
        return kind


def facts_of(service: str) -> list[Fact]:
    """Return every part of a spec with evidence or a doubt."""
    spec = load_spec(service)
    return list(walk(spec, ()))


def walk(node: object, path: tuple[str, ...]) -> Iterator[Fact]:
    """Yield the facts below a part of a spec."""
    if isinstance(node, dict):
        if "x-source" in node or "x-confidence" in node:
            yield Fact(place(path, node), node)
        for key, value in node.items():
            yield from walk(value, (*path, operation_name(value) or str(key)))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, (*path, f"{index + 1}"))


def operation_name(node: object) -> str:
    """Return the id of an operation, or an empty text."""
    return str(node["operationId"]) if isinstance(node, dict) and "operationId" in node and "responses" in node else ""


SHOWN = {"x-changes": "change", "x-credits": "price", "x-enum-values": "value", "allOf": "rule", "rules": "step"}
HIDDEN = {"paths", "components", "schemas", "properties", "content", "schema", *METHODS}


def place(path: tuple[str, ...], node: Json) -> str:
    """Return a readable name of a part of a spec."""
    if path[:1] == ("paths",):
        path = path[2:] if len(path) > 2 else path[1:]
    steps = [SHOWN.get(step, step) for step in path if step not in HIDDEN]
    if steps and "day" in node:
        steps[-1] = str(node["day"])
    return " ".join(steps)


def evidence() -> str:
    """Return the counts and the lists of both specs."""
    facts = {service: facts_of(service) for service in SERVICES}
    rules = {service: rules_of(service) for service in SERVICES}
    parts = [grades(facts), doubts(facts), scopes(rules)]
    for kind, meaning in DOUBTS.items():
        parts += [f"## {kind.capitalize()}: {meaning}", *(listing(facts, service, kind) for service in SERVICES)]
    parts += ["## Decided by us", *(decided(facts, rules, service) for service in SERVICES)]
    return "\n\n".join(part for part in parts if part)


def grades(facts: dict[str, list[Fact]]) -> str:
    """Return the table of grades."""
    counts = {service: Counter(fact.grade for fact in found if fact.grade) for service, found in facts.items()}
    rows = ["## How many facts rest on what", *header("Grade", "Meaning")]
    rows += [row(f"`{grade}`", meaning, counts, grade) for grade, meaning in GRADES.items()]
    sums = " | ".join(f"**{counts[service].total()}**" for service in SERVICES)
    return "\n".join([rows[0], "", *rows[1:], f"| all | | {sums} |"])


def doubts(facts: dict[str, list[Fact]]) -> str:
    """Return the table of doubts."""
    counts = {service: Counter(fact.doubt for fact in found if fact.doubt) for service, found in facts.items()}
    rows = [row(f"`{kind}`", meaning, counts, kind) for kind, meaning in DOUBTS.items()]
    return "\n".join(["## How many are not settled", "", *header("Doubt", "Meaning"), *rows])


def scopes(rules: dict[str, list[Json]]) -> str:
    """Return the table of the rules over exchanges, by whom they bind."""
    meanings = {
        "both": "hold for the service and for the emulator",
        "emulator": "hold for the emulator only: a decision of ours, or not to be seen from outside",
        "live": "hold for the service only",
    }
    counts = {service: Counter(rule["scope"] for rule in found) for service, found in rules.items()}
    rows = [row(f"`{scope}`", meaning, counts, scope) for scope, meaning in meanings.items()]
    return "\n".join(["## How many rules bind whom", "", *header("Scope", "Rules over whole exchanges that"), *rows])


def header(first: str, second: str) -> list[str]:
    """Return the head of a table with a column for each service."""
    return [f"| {first} | {second} | {' | '.join(SERVICES.values())} |", "|---|---|" + "--:|" * len(SERVICES)]


def row(first: str, second: str, counts: dict[str, Counter[str]], key: str) -> str:
    """Return a row of a table with a count for each service."""
    return f"| {first} | {second} | {' | '.join(str(counts[service][key]) for service in SERVICES)} |"


def listing(facts: dict[str, list[Fact]], service: str, kind: str) -> str:
    """List the facts with one kind of doubt."""
    found = [fact for fact in facts[service] if fact.doubt == kind]
    lines = [f"- **{fact.place}**: {cell(fact.node['x-confidence'].partition(':')[2])}" for fact in found]
    return f"{SERVICES[service]}, {len(found)}:\n\n" + "\n".join(lines) if found else ""


def decided(facts: dict[str, list[Fact]], rules: dict[str, list[Json]], service: str) -> str:
    """List the behaviour of the emulator that no source documents."""
    lines = [f"- **{fact.place}**: {source(fact.node)}" for fact in facts[service] if fact.grade == "decision"]
    own = [rule for rule in rules[service] if "decision" in rule["evidence"]]
    lines += [f"- **{rule['id']}**: {cell(rule['sentence'])} ({rule['evidence']})" for rule in own]
    return f"{SERVICES[service]}, {len(lines)}:\n\n" + "\n".join(lines) if lines else ""


def rules_of(service: str) -> list[Json]:
    """Return the rules over exchanges of a service."""
    rules: list[Json] = json.loads((files("meshwright_api") / service / "rules.json").read_text("utf-8"))
    return rules
