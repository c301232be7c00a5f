"""Describe parts of a spec as Markdown text: values and ranges, conditions, evidence, days. Plain functions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .calendar import ends
from .reading import Json

BOUNDS = {
    "minimum": "from {}",
    "maximum": "to {}",
    "exclusiveMinimum": "above {}",
    "exclusiveMaximum": "below {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "maxItems": "at most {}",
}


def code(value: Any) -> str:
    """Return a JSON value as Markdown code; strings without quotes, as people type them."""
    return f"`{value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)}`"


def cell(text: str) -> str:
    """Return a text escaped for a table cell."""
    return " ".join(text.split()).replace("|", "\\|")


def values(field: Json) -> str:
    """Return a description of the values of a field."""
    if "items" in field:
        inner = {key: value for key, value in field.items() if key in ("minItems", "maxItems")}
        return ", ".join(filter(None, [f"list of {values(field['items'])}", bounds(inner)]))
    if "oneOf" in field and "type" not in field:
        return " or ".join(values(one) for one in field["oneOf"])
    if "enum" in field:
        return enumeration(field)
    if "const" in field:
        return code(field["const"])
    kind = field.get("type", "object")
    words = " or ".join(kind) if isinstance(kind, list) else kind
    return ", ".join(filter(None, [words, bounds(field), "or a local file" if "x-file-input" in field else ""]))


def bounds(field: Json) -> str:
    """Return a description of the limits of a field; a minimum length of 1 is not mentioned."""
    shown = {name: limit for name, limit in field.items() if name in BOUNDS and (name, limit) != ("minLength", 1)}
    return " ".join(BOUNDS[name].format(f"{limit:,}") for name, limit in shown.items())


def enumeration(field: Json) -> str:
    """Return the values of an enum with their days: those without an end first, and those that ended first last."""
    names = field.get("x-enum-names") or [""] * len(field["enum"])
    known, ended = field.get("x-enum-values", {}), ends(field)
    shown = []
    named = zip(field["enum"], names, strict=True)
    for value, name in sorted(named, key=lambda each: ended.get(str(each[0]), "9999"), reverse=True):
        days = life(known.get(str(value), {}))
        shown.append(code(value) + (f" {name}" if name else "") + (f" ({days})" if days else ""))
    return ", ".join(shown) + (", or others to come" if field.get("x-open-enum") else "")


def default(field: Json) -> str:
    """Return a description of a field's newest default, then of earlier ones with the days on which they ended."""
    past: list[str] = []
    for change in field.get("x-changes", []):
        new = change.get("set", {})
        if new.get("default") is not None or new.get("x-default-by"):
            past.insert(0, f"before {change['day']} {before(field, new)}")
        field = field | new
    return "; ".join([*usual(field), *past])


def usual(field: Json) -> Iterator[str]:
    """Yield the default of a field, and the one that depends on other parameters."""
    if "default" in field:
        yield code(field["default"])
    if rules := field.get("x-default-by"):
        yield by_others(rules)


def before(field: Json, new: Json) -> str:
    """Return a description of the default that a change replaced."""
    if new.get("default") is None and "x-default-by" in field:
        return by_others(field["x-default-by"])
    return code(field["default"]) if "default" in field else "none"


def by_others(rules: list[Json]) -> str:
    """Return a description of a default that depends on other parameters."""
    said: list[str] = []
    for rule in rules:
        cases: dict[str, list[str]] = {}
        for case, value in rule["values"].items():
            cases.setdefault(code(value), []).append(code(case))
        said += [f"{value} with {code(rule['parameter'])} {listed(among)}" for value, among in cases.items()]
    return "; ".join(said)


def listed(parts: list[str]) -> str:
    """Return a list of alternatives as text."""
    return " or ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def plain(text: str) -> str:
    """Return a text without its Markdown, for a terminal or a docstring."""
    return text.replace("`", "")


def facts(field: Json) -> list[str]:
    """Return the facts that help and docstrings add to a description: values, default and effect, with their days."""
    listed = field if field.get("enum") else field.get("items", {})
    found = [f"one of {enumeration(listed)}"] if listed.get("enum") else []
    if field.get("default", "") not in (None, "") or "x-default-by" in field:
        found.append(f"the service's default: {default(field)}")
    found += [sentence[0].lower() + sentence[1:].rstrip(".") for sentence in effects(field)]
    return [plain(fact) for fact in found]


def newest(field: Json) -> Json:
    """Return a field as the last change of the calendar leaves it."""
    for change in field.get("x-changes", []):
        field = field | change.get("set", {})
    return field


def changes(field: Json) -> str:
    """Return a description of the calendar's other changes to a field: earlier limits, and its deprecation."""
    said = []
    for change in field.get("x-changes", []):
        new = change.get("set", {})
        limits = {name: field[name] for name in new if name in BOUNDS and name in field}
        said += [f"Before {change['day']}: {bounds(limits)}."] if limits else []
        said += [f"Since {change['day']} deprecated."] if new.get("deprecated") else []
        field = field | new
    return " ".join(said)


def life(node: Json) -> str:
    """Return a description of the first and last day of a part."""
    since = f"since {node['x-since']}" if "x-since" in node else ""
    until = f"until {node['x-until']}" if "x-until" in node else ""
    return ", ".join(filter(None, [since, until]))


def source(node: Json) -> str:
    """Return the evidence: grade, page, date."""
    facts = node.get("x-source")
    return f"{facts['grade']} {facts['page']}, {facts['date']}" if facts else ""


def doubt(node: Json) -> str:
    """Return the open question about a part."""
    return f"*{node['x-confidence']}*" if "x-confidence" in node else ""


def remarks(field: Json) -> Iterator[str]:
    """Yield a sentence about each annotation of a field."""
    if rules := field.get("x-default-by"):
        otherwise = f", otherwise {code(field['default'])}" if "default" in field else ""
        yield f"Left out, {by_others(rules)}{otherwise}."
    for value, facts in field.get("x-enum-values", {}).items():
        if "x-until" in facts and value in map(str, field["enum"]):
            yield f"{code(value)} works until {facts['x-until']}."
    if field.get("x-open-enum"):
        yield "Other values may come."
    yield from effects(field)


def effects(field: Json) -> Iterator[str]:
    """Yield a sentence about when a parameter has an effect, and about each change of that."""
    if "x-effect-when" in field:
        yield effect(field["x-effect-when"])
    for change in field.get("x-changes", []):
        if "x-effect-when" in change.get("set", {}):
            yield effect(change["set"]["x-effect-when"], change["day"])


EVIDENCE = {
    "seed": "official page of {date}",
    "doc": "official page {page}, {date}",
    "doc*": "official page {page} as others report it, {date}",
    "client": "read in public clients ({page}), {date}",
    "live": "seen by others in answers of the service ({page}), {date}",
    "inferred": "inferred from {page}, {date}",
    "decision": "our decision; no source covers it",
}


def evidence(node: Json) -> str:
    """Return a description of the evidence for a part of a spec, and of its open question."""
    facts = node.get("x-source")
    return "; ".join(
        filter(None, [EVIDENCE[facts["grade"]].format(**facts) if facts else "", node.get("x-confidence")])
    )


def price(credits: Json) -> Iterator[str]:
    """Yield each price rule as text; raises ValueError for a condition that cannot be described."""
    for step in credits.get("rules", []):
        when = condition(step["when"]) if "when" in step else ""
        yield f"{step['add']} credits{f' if {when}' if when else ''}"


def condition(rule: Json) -> str:
    """Return a condition on members as text; raises ValueError for a keyword that cannot be described."""
    known = ("anyOf", "properties", "required", "not")
    if unknown := [key for key in rule if key not in known and not key.startswith("x-")]:
        raise ValueError(f"{unknown[0]} cannot be put into words")
    if rule.get("not", {}).keys() - {"required"}:
        raise ValueError("not of anything but required cannot be put into words")
    said = [f"({condition(one)})" if " and " in condition(one) else condition(one) for one in rule.get("anyOf", [])]
    both = len(said) > 1 and rule.keys() & {"properties", "required", "not"}
    parts = [f"({' or '.join(said)})" if both else " or ".join(said)] if said else []
    parts += [about(name, wanted) for name, wanted in rule.get("properties", {}).items()]
    parts += [f"{code(name)} is given" for name in rule.get("required", []) if name not in rule.get("properties", {})]
    parts += [f"{code(name)} is not given" for name in rule.get("not", {}).get("required", [])]
    return " and ".join(parts)


def effect(rule: Json | bool, since: str = "") -> str:
    """Return a sentence about when a parameter has an effect."""
    said = f"Has an effect only if {condition(rule)}" if isinstance(rule, dict) else "Has no effect"
    return f"{said} since {since}." if since else f"{said}."


def about(name: str, wanted: Json) -> str:
    """Return the condition on one member of a request as text."""
    if "not" in wanted:
        return about(name, wanted["not"]).replace(" is ", " is not ", 1)
    if "const" in wanted:
        return f"{code(name)} is {code(wanted['const'])}"
    if "enum" in wanted:
        return f"{code(name)} is {' or '.join(code(value) for value in wanted['enum'])}"
    if wanted.keys() - {"minLength", "minItems"}:
        raise ValueError(f"{name}: {', '.join(wanted)} cannot be put into words")
    return f"{code(name)} is given"
