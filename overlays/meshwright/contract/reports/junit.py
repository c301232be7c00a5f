"""Results as JUnit XML, which every CI system reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement


def write_junit(path: Path, found: Mapping[str, Sequence[str]]) -> None:
    """Write one test case for each name; what was found there makes it a failure."""
    failures = sum(bool(findings) for findings in found.values())
    suite = Element("testsuite", name="contract", tests=str(len(found)), failures=str(failures), errors="0")
    for name, findings in found.items():
        case = SubElement(suite, "testcase", classname="contract", name=name)
        if findings:
            failure = SubElement(case, "failure", message=_plain(findings[0])[:300])
            failure.text = _plain("\n".join(findings))
    ElementTree(suite).write(path, "utf-8", xml_declaration=True)


def _plain(text: str) -> str:
    """Replace what XML cannot hold."""
    return "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
