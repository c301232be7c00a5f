"""Write results as JUnit XML, which every CI system reads. An incomplete run is an error there, never a success."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement

from ...texts import plain
from .summary import Summary


def write_junit(path: Path, summary: Summary) -> None:
    """Write one test case for each result; findings make it a failure."""
    cases = len(summary.results) + bool(summary.broken_off)
    counts = {"tests": cases, "failures": len(summary.bad), "errors": int(bool(summary.broken_off))}
    suite = Element("testsuite", {"name": "contract", **{name: str(count) for name, count in counts.items()}})
    properties = SubElement(suite, "properties")
    facts = [
        ("held against", ", ".join(summary.facts)),
        *((f"requests {n}", str(c)) for n, c in summary.requests.items()),
    ]
    for name, value in facts:
        SubElement(properties, "property", name=name, value=plain(value))
    for result in summary.results:
        case = SubElement(suite, "testcase", classname="contract", name=plain(result.name))
        if result.findings:
            failure = SubElement(case, "failure", message=plain(result.findings[0])[:300])
            failure.text = plain("\n".join(result.findings))
        if result.requests is not None:
            SubElement(case, "system-out").text = f"requests: {result.requests}"
    if summary.broken_off:
        case = SubElement(suite, "testcase", classname="contract", name="the whole run")
        SubElement(case, "error", message=plain(summary.broken_off))
    ElementTree(suite).write(path, "utf-8", xml_declaration=True)
