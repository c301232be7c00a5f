"""Visits of an emulator by the command, in a folder of their own, and an emulator that is worth one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from contract.prepared import prepare
from meshwright.contract.__main__ import main
from meshwright.contract.samples import CREATES
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.spec.shapes import shape_of

KEY = "msy_live_secret_1234"
DAY = "2026-11-21"
"""Whose contract is visited, so that no test depends on the day it runs on."""


@define
class Visit:
    """A run of the command in a folder of its own."""

    folder: Path
    code: int = 0

    def __call__(self, url: str, *more: str) -> int:
        """Visit and return the exit code; by the contract of DAY and without fuzzing, unless told otherwise."""
        files = ["--har", str(self.folder / "a.har"), "--drift", str(self.folder / "divergence.yaml")]
        self.code = main(
            ["--target", "live", "--base-url", url, "--rate", "10000", "--as-of", DAY, "--fuzz", "0", *files, *more]
        )
        return self.code

    @property
    def report(self) -> str:
        return (self.folder / "divergence.yaml").read_text("utf-8")


def running(*, tasks: int = 12, **settings: Any) -> Emulator:
    """An emulator with finished tasks of each kind, made by somebody else."""
    import httpx

    emulator = Emulator(
        Settings(clock=Clock(rate=0), seed=1, balance=10_000, queue=1000, **{"as_of": DAY, **settings})
    ).start()
    with httpx.Client(base_url=emulator.url, headers={"authorization": f"Bearer {KEY}"}, timeout=60) as http:
        for kind, body in CREATES.items():
            for _ in range(tasks):
                assert http.post(shape_of("meshy", kind).path, json=body).status_code == 202
                emulator.advance(seconds=1)
    emulator.advance(seconds=60)
    return emulator


@contextmanager
def at_rest(tasks: int) -> Iterator[Emulator]:
    """An emulator that no visit may change, its engine's work prepared."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        found = running(tasks=tasks)
        yield found
        found.stop()


def books(emulator: Emulator) -> tuple[int, int]:
    """Return the balance and the number of tasks."""
    state = emulator.state()
    return state["balance"], len(state["tasks"])
