"""Visits of an emulator by the command, in a folder of their own, and an emulator that is worth one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import define
from helpers.contract.prepared import prepare
from meshwright.contract.__main__ import main
from meshwright.contract.samples import CREATES
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec
from meshwright.spec.shapes import shape_of

KEY = "msy_live_secret_1234"
DAY = "2026-05-22"
"""Whose contract is visited, so that no test depends on the day it runs on; with few kinds a visit is short."""
KINDS = ("image-to-3d", "multi-image-to-3d")
"""Kinds of which the account has tasks."""
LATER = "2026-09-06"
"""A day with sixteen kinds of task."""


@define
class Visit:
    """A run of the command in a folder of its own."""

    folder: Path
    day: str = DAY
    code: int = 0

    def __call__(self, url: str, *more: str) -> int:
        """Visit and return the exit code; by default with the contract of its day and without fuzzing."""
        files = ["--har", str(self.folder / "a.har"), "--drift", str(self.folder / "divergence.yaml")]
        self.code = main(
            [
                "--target",
                "live",
                "--base-url",
                url,
                "--rate",
                "10000",
                "--as-of",
                self.day,
                "--fuzz",
                "0",
                *files,
                *more,
            ]
        )
        return self.code

    @property
    def report(self) -> str:
        return (self.folder / "divergence.yaml").read_text("utf-8")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the report."""
        found: list[dict[str, Any]] = yaml.safe_load(self.report)
        return found


def kinds_on(day: str) -> list[str]:
    """List the kinds of task in the contract of a day."""
    paths = contract_of(load_spec("meshy"), day)["paths"]
    return [kind for kind in CREATES if "post" in paths.get(shape_of("meshy", kind).path, {})]


def running(*, tasks: int = 12, kinds: Iterable[str] = KINDS, **settings: Any) -> Emulator:
    """An emulator with finished tasks of some kinds, made by another client."""
    import httpx

    emulator = Emulator(
        Settings(clock=Clock(rate=0), seed=1, balance=10_000, queue=1000, **{"as_of": DAY, **settings})
    ).start()
    with httpx.Client(base_url=emulator.url, headers={"authorization": f"Bearer {KEY}"}, timeout=60) as http:
        made: dict[str, str] = {}
        for kind in kinds:
            shape, body = shape_of("meshy", kind), dict(CREATES[kind])
            for name in body.keys() & shape.tasks():
                body[name] = next(made[each] for each in made if {each, "any"} & set(shape.tasks()[name]))
            for _ in range(tasks):
                answer = http.post(shape.path, json=body)
                assert answer.status_code == 202, answer.text
                emulator.advance(seconds=1)
            made[kind] = answer.json()["result"]
            emulator.advance(seconds=60)
    emulator.advance(seconds=60)
    return emulator


@contextmanager
def at_rest(tasks: int, **settings: Any) -> Iterator[Emulator]:
    """An emulator that no visit may change, its engine's work prepared."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        found = running(tasks=tasks, **settings)
        yield found
        found.stop()


def books(emulator: Emulator) -> tuple[int, int]:
    """Return the balance and the number of tasks."""
    state = emulator.state()
    return state["balance"], len(state["tasks"])
