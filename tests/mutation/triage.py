"""The survivors that were examined, and the judgements on them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml  # type: ignore[import-untyped]
from attrs import frozen

FILE = Path(__file__).with_name("triage.yaml")
KINDS = {
    "equivalent": "no exchange can show a difference",
    "outside": "the contract leaves it open",
    "hole": "the contract requires otherwise, and nothing notices",
}


@frozen
class Judgement:
    """A judgement on survivors."""

    name: str
    """The id of a mutant; with a * at its end, all mutants whose ids begin so."""
    kind: str
    """One of KINDS."""
    sentence: str

    def applies_to(self, id: str) -> bool:
        """Whether it applies to this mutant."""
        return id.startswith(self.name[:-1]) if self.name.endswith("*") else id == self.name


def judgements(list_name: str) -> list[Judgement]:
    """Return the judgements on the survivors of a list; raises ValueError for an unknown kind."""
    rows: dict[str, dict[str, dict[str, str]]] = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    by_kind = rows.get(list_name) or {}
    if unknown := set(by_kind) - set(KINDS):
        raise ValueError(f"{FILE.name}: {', '.join(sorted(unknown))} is none of {', '.join(KINDS)}")
    return [Judgement(name, kind, text) for kind, rows in by_kind.items() for name, text in rows.items()]


def judged(list_name: str, ids: Iterable[str]) -> dict[str, Judgement]:
    """Return the judgement on each of these mutants that was examined."""
    said = judgements(list_name)
    found = {id: next((one for one in said if one.applies_to(id)), None) for id in ids}
    return {id: one for id, one in found.items() if one is not None}


def dull_ids(list_name: str, ids: Iterable[str]) -> set[str]:
    """Return those that were judged not to matter: equivalent, or outside the contract."""
    return {id for id, judgement in judged(list_name, ids).items() if judgement.kind != "hole"}
