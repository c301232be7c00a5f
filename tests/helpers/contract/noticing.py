"""Whether a visit, and the replay of its recording, notice a drift: named, vague, missed, or broken by it."""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from meshwright.contract.__main__ import main
from meshwright.contract.expectations import Expectations
from meshwright.contract.live import organization
from meshwright.contract.samples import CREATES
from meshwright.contract.walks.flighthub_bench import TOKEN, opened_flighthub
from meshwright.contract.walks.flighthub_organization import Organization
from meshwright.core.announcements import CONTRACT
from meshwright.emulator import Emulator
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec
from meshwright.spec.shapes import shape_of

from .altering import Gate, Planted
from .prepared import prepare
from .proxying import gateway
from .visits import DAY, KEY, KINDS, running

KEYS = {"meshy": ("MESHY_API_KEY", KEY), "flighthub": ("FLIGHTHUB_USER_TOKEN", TOKEN)}
DAYS = {"meshy": DAY, "flighthub": "2026-11-21"}


@frozen
class Seen:
    """The report of a run."""

    code: int
    rows: list[str]
    text: str

    def verdict(self, drift: Planted, wanted: int = 1) -> str:
        """Return how it noticed a drift."""
        if self.code not in (0, 1):
            return "broken"
        if self.code == wanted and any(word in row for row in self.rows for word in drift.words):
            return "named"
        return "vague" if self.rows else "missed"


@contextmanager
def mixed_account() -> Iterator[Emulator]:
    """An emulated Meshy with tasks in every status; no visit may change it."""
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        patch.setenv(*KEYS["meshy"])
        emulator = running(tasks=22)
        add_unfinished(emulator)
        yield emulator
        emulator.stop()


def add_unfinished(emulator: Emulator) -> None:
    """Add a failed, a running and a waiting task of each kind."""
    import httpx

    with httpx.Client(base_url=emulator.url, headers={"authorization": f"Bearer {KEY}"}, timeout=60) as http:
        for kind in KINDS:
            path, body = shape_of("meshy", kind).path, CREATES[kind]
            emulator.faults.arm("fail_task")
            assert http.post(path, json=body).status_code == 202
            emulator.advance(seconds=60.0)
        for seconds in (1.0, 0.1):
            for kind in KINDS:
                assert http.post(shape_of("meshy", kind).path, json=CREATES[kind]).status_code == 202
            emulator.advance(seconds=seconds)


@contextmanager
def busy_site() -> Iterator[Emulator]:
    """An emulated FlightHub with models under way and a flight that has ended; no visit may change it."""
    with pytest.MonkeyPatch.context() as patch, opened_flighthub() as bench:
        prepare(patch)
        patch.setenv(*KEYS["flighthub"])
        patch.setattr(organization, "SPAN", 10**9)  # the clock of this service stands still
        Organization(bench).fly()
        bench.advance(300.0)
        bench.start(bench.resource(10), "2d", "3d", "3dgs", "lidar")
        bench.advance(1.0)
        yield bench.emulator


ACCOUNTS = {"meshy": mixed_account, "flighthub": busy_site}


def noticed(service: str, emulator: Emulator, drift: Planted, folder: Path, *options: str) -> tuple[Seen, Seen]:
    """Visit the emulator behind a drift; return what the visit and what its replay reported."""
    expectations = Expectations.of(contract_of(load_spec(service), DAYS[service]))
    hidden = (CONTRACT,) if service == "meshy" else ()  # the clock of this FlightHub stands still in another month
    gate = Gate(expectations, drift, emulator.url, hidden=hidden)
    with gateway(emulator.url, gate) as between:
        gate.own = between.url
        live = run_visit(service, between.url, folder, *options)
    return live, run(folder, service, "--replay", str(folder / "a.har"))


def run_visit(service: str, url: str, folder: Path, *options: str) -> Seen:
    """Visit a service without waiting between requests."""
    return run(folder, service, "--target", "live", "--base-url", url, "--rate", "10000", "--fuzz", "0", *options)


def run(folder: Path, service: str, *options: str) -> Seen:
    """Run the command and return what it reported."""
    report = folder / "divergence.yaml"
    report.unlink(missing_ok=True)
    said = io.StringIO()
    outputs = ["--drift", str(report), *(() if "--replay" in options else ("--har", str(folder / "a.har")))]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = main(["--service", service, "--as-of", DAYS[service], *outputs, *options])
        except Exception:
            return Seen(99, [], said.getvalue() + traceback.format_exc())
    return Seen(code, list(rows_of(report)), said.getvalue())


def rows_of(report: Path) -> Iterator[str]:
    """Yield the rows of a report."""
    if report.exists():
        from yaml import safe_load

        for row in safe_load(report.read_text("utf-8")) or ():
            told: dict[str, Any] = {name: value for name, value in row.items() if name != "evidence"}
            yield " ".join(text if isinstance(text, str) else json.dumps(text) for text in told.values())
