"""Survivors that somebody looked at, and what was said of them."""

from __future__ import annotations

from pathlib import Path

import yaml  # type: ignore[import-untyped]
from attrs import frozen

FILE = Path(__file__).with_name("triage.yaml")
KINDS = {
    "equivalent": "no exchange can show a difference",
    "outside": "the contract leaves it open",
    "hole": "the contract says otherwise, and nothing notices",
}


@frozen
class Judgement:
    """What was said of a survivor."""

    kind: str
    """One of KINDS."""
    sentence: str


def judgements(list_name: str) -> dict[str, Judgement]:
    """Return what was said of the survivors of a list, by id; raises ValueError for a kind that is none."""
    rows: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(FILE.read_text("utf-8"))
    by_kind = rows.get(list_name) or {}
    if unknown := set(by_kind) - set(KINDS):
        raise ValueError(f"{FILE.name}: {', '.join(sorted(unknown))} is none of {', '.join(KINDS)}")
    return {id: Judgement(kind, text) for kind, rows in by_kind.items() for id, text in rows.items()}
