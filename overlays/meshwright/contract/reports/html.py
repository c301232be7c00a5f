"""Write results as one self-contained HTML page: no script, no other file, no network."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from .summary import Result, Summary

STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #c0392b; }
@media (prefers-color-scheme: dark) { :root { --good: #4ac26b; --bad: #ff7b72; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.facts { margin: .3rem 0 1.5rem; opacity: .8; overflow-wrap: anywhere; }
.verdict { font-weight: 600; color: var(--good); overflow-wrap: anywhere; }
.verdict.bad, .mark.bad { color: var(--bad); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: .85rem; opacity: .8; }
th, td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { width: 24%; overflow-wrap: anywhere; font: .9rem/1.6 ui-monospace, monospace; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.mark { color: var(--good); white-space: nowrap; font-weight: 600; text-align: right; }
ul { margin: .4rem 0 0; padding-left: 1.2rem; font: .85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
p + ul, li + li { margin-top: .4rem; }
@media (max-width: 36rem) {
  th { display: none; }
  tr { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  td { border: 0; padding: .1rem .3rem; }
  td:first-child { width: auto; flex: 1 0 100%; font-weight: 600; }
  td.text { flex: 1 0 100%; }
  td.text:empty { display: none; }
  .number:not(:empty)::before { content: "requests: "; }
  .mark { margin-left: auto; }
  .mark::before { content: "found: "; }
}
"""
TITLE = "Contract tests"
SHOWN = 50
"""The most findings that are shown in one row."""


def write_html(path: Path, summary: Summary) -> None:
    """Write a row for each result, with its sentence and what was found there; rows with findings come first."""
    bad = bool(summary.bad or summary.broken_off)
    facts = " \u00b7 ".join(map(escape, summary.facts))
    path.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{TITLE}: {escape(summary.facts[0])}</title>"
        f'<meta name=viewport content="width=device-width"><style>{STYLE}</style>'
        f"<h1>{TITLE}</h1><p class=facts>{facts}</p>"
        f'<p class="verdict{" bad" if bad else ""}">{escape(summary.verdict)}</p>'
        f"{_results(summary)}{_requests(summary.requests)}</html>\n",
        "utf-8",
        "backslashreplace",
    )


def _results(summary: Summary) -> str:
    if not summary.results:
        return ""
    counted = any(result.requests is not None for result in summary.results)
    ordered = sorted(summary.results, key=lambda result: not result.findings)
    head = f"<tr><th>Where<th>What it is{'<th class=number>Requests' if counted else ''}<th class=number>Found</tr>"
    return f"<table>{head}{''.join(_row(result, counted=counted) for result in ordered)}</table>"


def _row(result: Result, *, counted: bool) -> str:
    findings = result.findings
    listed = "".join(f"<li>{escape(text)}</li>" for text in findings[:SHOWN])
    more = f"<li>and {len(findings) - SHOWN} more</li>" if len(findings) > SHOWN else ""
    details = f"<ul>{listed}{more}</ul>" if findings else ""
    number = "" if result.requests is None else str(result.requests)
    requests = f"<td class=number>{number}" if counted else ""
    mark = f'<td class="mark bad">{len(findings)}' if findings else "<td class=mark>nothing"
    return f"<tr><td>{escape(result.name)}<td class=text>{escape(result.about)}{details}{requests}{mark}</tr>"


def _requests(requests: Mapping[str, int]) -> str:
    if not requests:
        return ""
    rows = "".join(f"<tr><td>{escape(name)}<td class=number>{count}</tr>" for name, count in requests.items())
    return f"<h2>Tested operations</h2><table><tr><th>Operation<th class=number>Requests</tr>{rows}</table>"
