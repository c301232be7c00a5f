"""Results as one HTML page that needs nothing else: no script, no file beside it, no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #c0392b; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; }
.facts { margin: .3rem 0 1.5rem; opacity: .75; }
.verdict { font-weight: 600; color: var(--good); }
.verdict.bad, .mark.bad { color: var(--bad); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: .85rem; opacity: .75; }
th, td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { white-space: nowrap; font-family: ui-monospace, monospace; font-size: .9rem; }
.mark { color: var(--good); white-space: nowrap; font-weight: 600; }
ul { margin: .4rem 0 0; padding-left: 1.2rem; font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
"""
SHOWN = 50
"""Findings of one row that are written out."""


def write_html(
    path: Path, title: str, facts: Mapping[str, str], found: Mapping[str, Sequence[str]], sentences: Mapping[str, str]
) -> None:
    """Write a row for each name, with its sentence and what was found there; rows with findings come first."""
    bad = sum(bool(findings) for findings in found.values())
    verdict = f"{sum(map(len, found.values()))} found, in {bad} of {len(found)}" if bad else "nothing found"
    rows = "".join(_row(name, findings, sentences.get(name, "")) for name, findings in _ordered(found))
    table = f"<table><tr><th>Where<th>What it is<th>Found</tr>{rows}</table>" if found else ""
    told = " \u00b7 ".join(f"{escape(name)} {escape(value)}" for name, value in facts.items() if value)
    path.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
        f'<meta name=viewport content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{escape(title)}</h1><p class=facts>{told}</p>"
        f'<p class="verdict{" bad" if bad else ""}">{verdict}</p>{table}</html>\n',
        "utf-8",
    )


def _ordered(found: Mapping[str, Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    return sorted(found.items(), key=lambda row: not row[1])


def _row(name: str, findings: Sequence[str], sentence: str) -> str:
    listed = "".join(f"<li>{escape(text)}</li>" for text in findings[:SHOWN])
    more = f"<li>and {len(findings) - SHOWN} more</li>" if len(findings) > SHOWN else ""
    details = f"<ul>{listed}{more}</ul>" if findings else ""
    mark = f'<td class="mark bad">{len(findings)}' if findings else "<td class=mark>nothing"
    return f"<tr><td>{escape(name)}<td>{escape(sentence)}{details}{mark}</tr>"
