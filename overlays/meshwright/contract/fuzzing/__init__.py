"""The wrapper of Schemathesis: the only module that uses its engine; its check is in ``checks``.

Pinned exactly: names and defaults changed between its majors. A run can be repeated with its seed: no example database,
a fresh emulator, and a clock that advances with requests, not with real time.
"""

from __future__ import annotations

import asyncio
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import schemathesis
from attrs import define, field, frozen
from schemathesis.engine import events, from_schema

from ...emulator import Clock, Emulator, FlightHubSettings, Settings
from ...emulator.app import create_app
from ...spec.reading import Json, load_spec
from ..checks import asking
from ..oracle import Oracle
from ..samples import EPOCH, GOOD_SOURCES
from . import flighthub, meshy

KEY = "msy_contract"
STEP = 0.3
"""Seconds of the emulator's time between two requests."""
MOST_EVENTS = 200
OF_BROWSERS = frozenset({"origin", "sec-fetch-site"})
PHASES = ("examples", "coverage", "fuzzing", "stateful")


@frozen(kw_only=True)
class Narrowing:
    """The differences between the services."""

    scheme: str
    """The name of its security scheme in the spec, and schemathesis' name for its value."""
    auth: str
    furnish: Callable[[Emulator], Json]
    """Prepares a fresh emulator and returns the spec, narrowed to requests that can be carried out there."""
    checks: Json
    inference: tuple[str, ...] = ("location-headers", "dependency-analysis")
    """How links that are not in the spec are found."""
    operations: tuple[Json, ...] = ()


NARROWINGS = {
    "meshy": Narrowing(
        scheme="bearerAuth",
        auth="bearer",
        furnish=lambda _: meshy.fuzzable(load_spec("meshy")),
        checks={
            # 403: books of a team. 404: ids that the fuzzer made up. 409: a task that runs is not deleted.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "403", "404", "409"]},
        },
        operations=(
            # A task that cannot be the source of another is 400 though the request is well formed; the oracle knows
            # when that is correct.
            *(
                {"include-name": f"POST {path}", "checks": {"positive_data_acceptance": {"enabled": False}}}
                for path in meshy.made_of_tasks()
            ),
            # The stream of a deleted task is 200 with an error event; a task that was canceled stays.
            {"include-path-regex": "/stream$|/creative-lab/", "checks": {"use_after_free": {"enabled": False}}},
        ),
    ),
    "flighthub": Narrowing(
        scheme="userToken",
        auth="api_key",
        furnish=lambda emulator: flighthub.furnished(load_spec("flighthub"), emulator.flighthub),
        checks={name: {"enabled": False} for name in flighthub.BLIND},
        inference=(),  # it would soon delete the only resource; the spec's own links reach every operation
    ),
}


class SteppingClock(Clock):
    """A stopped clock that jumps for those who wait: streams see every step of a task without real time."""

    async def pause(self, seconds: float) -> None:
        """Advance the clock at once."""
        self.advance(seconds=seconds)
        await asyncio.sleep(0)


@frozen
class Finding:
    """A finding of a check, reported once for each operation and check."""

    check: str
    operation: str
    message: str

    def __str__(self) -> str:
        return f"{self.check} [{self.operation}]: {self.message}"


@define
class Report:
    """The report of a run."""

    findings: list[Finding] = field(factory=list[Finding])
    cases: Counter[str] = field(factory=Counter[str])
    """Number of requests by phase."""
    statuses: Counter[str] = field(factory=Counter[str])
    """Number of answers by operation and status."""
    requests: list[str] = field(factory=list[str])
    """Every request with its status, in order."""
    seconds: float = 0.0
    interrupted: bool = False
    """Whether it was interrupted; the absence of findings then proves nothing."""


def fuzz(
    *,
    service: str = "meshy",
    seed: int = 1,
    examples: int = 20,
    phases: tuple[str, ...] = PHASES,
    over_http: bool = False,
    with_oracle: bool = True,
    until_first: bool = False,
    on_progress: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Run schemathesis against a fresh emulator, over HTTP or in process, and return the report. After Ctrl-C the
    report is marked as interrupted.
    """
    report = Report()
    begun = time.monotonic()
    settings = Settings(
        clock=SteppingClock(rate=0, epoch=EPOCH),
        seed=1,
        balance=10**9,
        queue=10**6,
        flighthub=FlightHubSettings(token=KEY, import_seconds=0.0, scenarios=flighthub.SCENARIOS, plan=flighthub.PLAN),
    )
    emulator = Emulator(settings)
    narrowing = NARROWINGS[service]
    config = _config(narrowing, seed, examples, phases, with_oracle, until_first)
    schema = schemathesis.openapi.from_dict(narrowing.furnish(emulator), config=config)
    schema.hook(map_headers)
    oracle = Oracle(load_spec(service), KEY, service=service, good_sources=GOOD_SOURCES)
    with emulator if over_http else nullcontext(), asking(oracle, settings.clock, STEP), _quiet():
        if not over_http:
            schema.app = create_app(settings, emulator.faults, emulator.services)
        schema.config.update(base_url=emulator.url if over_http else "http://127.0.0.1")
        try:
            for event in from_schema(schema).execute():
                _note(event, report)
                on_progress(report)
        except KeyboardInterrupt:
            report.interrupted = True
    report.seconds = time.monotonic() - begun
    return report


def map_headers(context: Any, headers: Any) -> Any:  # noqa: ARG001 - schemathesis' names
    """Drop headers of browsers, which the fuzzer makes up: the emulator refuses pages of other sites with 403."""
    return {name: value for name, value in (headers or {}).items() if name.lower() not in OF_BROWSERS}


def _config(
    narrowing: Narrowing, seed: int, examples: int, phases: tuple[str, ...], with_oracle: bool, until_first: bool
) -> Any:
    return schemathesis.Config.from_dict(
        {
            "seed": seed,
            **({"max-failures": 1} if until_first else {}),
            "max-stream-events": MOST_EVENTS,
            "request-timeout": 120.0,  # a read waits for the engine once a task is due
            "generation": {"max-examples": examples, "database": "none"},
            "phases": {
                **{name: {"enabled": name in phases} for name in PHASES},
                "stateful": {
                    "enabled": "stateful" in phases,
                    "generation": {"mode": "positive"},
                    "inference": {"algorithms": list(narrowing.inference)},
                },
            },
            "checks": {**narrowing.checks, "contract_oracle": {"enabled": with_oracle}},
            "operations": list(narrowing.operations),
            "auth": {"openapi": {narrowing.scheme: {narrowing.auth: KEY}}},
        }
    )


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _note(event: Any, report: Report) -> None:
    """Record an event of the engine."""
    if isinstance(event, events.Interrupted):
        report.interrupted = True
    if isinstance(event, events.FatalError):
        report.findings.append(Finding("engine", "the whole run", str(event.exception)[:300]))
    if isinstance(event, events.NonFatalError):
        report.findings.append(Finding("engine", str(event.label), str(event.value)[:300]))
    if not isinstance(event, events.ScenarioFinished):
        return
    recorder = event.recorder
    for id, interaction in recorder.interactions.items():
        report.cases[event.phase.value] += 1
        request, response = interaction.request, interaction.response
        status = _outcome(response)
        report.requests.append(f"{request.method} {request.uri} {status}")
        report.statuses[f"{recorder.cases[id].value.operation.label} {status}" if id in recorder.cases else "?"] += 1
    for id, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                finding = Finding(check.name, recorder.cases[id].value.operation.label, _line(failure))
                if (finding.check, finding.operation) not in {(f.check, f.operation) for f in report.findings}:
                    report.findings.append(finding)


def _outcome(response: Any) -> str:
    """Write the status of an answer, with the code of an envelope."""
    if response is None:
        return "0"
    code = re.match(rb'\{"code":(\d+)', response.content or b"")
    return f"{response.status_code}" + (f" code {int(code[1])}" if code else "")


def _line(failure: Any) -> str:
    return " ".join(f"{failure.title}: {failure.message}".split())[:400]
