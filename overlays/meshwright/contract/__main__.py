"""``scripts/contract``: contract tests against the emulator, or a bounded visit of the live service.

Exit codes: 0 nothing was found, 1 something was, 2 the tests could not be made.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from ..specs import Json, load_spec
from ..timeline import contract_of
from .drift import write_report
from .expectations import Expectations
from .har import BadRecording, read_har, write_har
from .junit import write_junit
from .live import visit
from .oracle import Oracle
from .visiting import CannotVisit, Visitor


def main(arguments: list[str] | None = None) -> int:
    """Run as a command."""
    options = _options(arguments)
    try:
        spec = _spec(options)
        if options.replay:
            return _replayed(options, spec)
        return _visited(options, spec) if options.target == "live" else _emulated(options)
    except (CannotVisit, BadRecording) as error:
        print(f"contract: {error}", file=sys.stderr)
        return 2


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/contract", description=__doc__)
    parser.add_argument("--target", choices=("emulator", "live"), default="emulator")
    parser.add_argument("--service", choices=("meshy",), default="meshy")
    parser.add_argument("--spend", type=int, default=0, metavar="CREDITS", help="live: allow one paid task; default 0")
    parser.add_argument("--base-url", help="live: another address; default MESHY_BASE_URL, then that of the spec")
    parser.add_argument("--rate", type=float, default=2.0, help="live: requests a second")
    parser.add_argument("--as-of", metavar="DAY", help="hold the service against the contract of this day")
    parser.add_argument("--spec", type=Path, help="another spec, JSON or YAML")
    parser.add_argument(
        "--har", type=Path, default=Path("contract.har"), help="live: where the redacted recording goes"
    )
    parser.add_argument("--drift", type=Path, default=Path("divergence.yaml"), help="live: where the report goes")
    parser.add_argument("--junit", type=Path, help="write the results as JUnit XML")
    parser.add_argument("--replay", type=Path, metavar="HAR", help="judge a recording; sends nothing")
    parser.add_argument("--walk", action="append", default=[], help="emulator: only this walk; may be repeated")
    parser.add_argument("--fuzz", type=int, default=20, metavar="N", help="emulator: examples; 0 leaves the fuzzer out")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.spend < 0 or options.rate <= 0:
        parser.error("--spend is a number of credits from 0, --rate one of requests a second above 0")
    return options


def _spec(options: argparse.Namespace) -> Json:
    spec: Any = load_spec(options.service)
    if options.spec is not None:
        try:
            text = options.spec.read_text("utf-8")
            if options.spec.suffix == ".json":
                spec = json.loads(text)
            else:
                import yaml  # type: ignore[import-untyped]

                spec = yaml.safe_load(text)
        except (OSError, ValueError) as error:
            raise CannotVisit(f"{options.spec}: {error}".splitlines()[0]) from None
        except Exception as error:  # a YAML error has no common base with the others
            raise CannotVisit(f"{options.spec}: {str(error).splitlines()[0]}") from None
    if not isinstance(spec, dict) or not isinstance(spec.get("paths"), dict) or "components" not in spec:
        raise CannotVisit(f"{options.spec}: no OpenAPI document with paths and components")
    return contract_of(spec, options.as_of) if options.as_of else spec


def _key() -> str:
    key = os.environ.get("MESHY_API_KEY", "")
    if not key:
        raise CannotVisit("no key: set MESHY_API_KEY; nothing was sent")
    if not key.startswith("msy_") or not key.isascii() or not key.isprintable():
        raise CannotVisit("MESHY_API_KEY is no key of Meshy, those begin with msy_; nothing was sent")
    return key


def _visited(options: argparse.Namespace, spec: Json) -> int:
    key = _key()
    base_url = options.base_url or os.environ.get("MESHY_BASE_URL") or spec["servers"][0]["url"]
    if not base_url.startswith(("http://127.0.0.1", "http://localhost", "https://")):
        raise CannotVisit(f"{base_url}: a key travels over https or to this machine only; nothing was sent")
    oracle = Oracle(spec, key, target="live", exclusive=False)
    with Visitor(base_url.rstrip("/"), oracle, Expectations.of(spec), options.rate, options.spend) as visitor:
        try:
            drifts = visit(visitor, spec)
        finally:
            write_har(options.har, visitor.trace, key)
    write_report(options.drift, drifts)
    spent = options.spend - visitor.credits
    for drift in drifts:
        print(f"{drift.field}: {drift.seen} (documented: {drift.documented}); {drift.proposal}")
    print(f"{len(visitor.trace)} requests, {spent} credits, {len(drifts)} differences; {options.har}, {options.drift}")
    return _told(options, {drift.field: [drift.seen] for drift in drifts})


def _replayed(options: argparse.Namespace, spec: Json) -> int:
    oracle = Oracle(spec, "msy_redacted", target="live", exclusive=False)
    exchanges = read_har(options.replay)
    found: dict[str, list[str]] = {}
    for exchange in exchanges:
        for violation in oracle.observe(exchange):
            found.setdefault(violation.rule, []).append(str(violation))
    print(f"{len(exchanges)} exchanges")
    return _told(options, found, aloud=True)


def _emulated(options: argparse.Namespace) -> int:
    from .bench import opened
    from .walks.meshy import NAMES, walk_all

    unknown = sorted(set(options.walk) - set(NAMES))
    if unknown:
        raise CannotVisit(f"no walk is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    found = dict(walk_all(opened, options.walk or NAMES))
    if options.fuzz:
        from .fuzzing import fuzz

        report = fuzz(seed=options.seed, examples=options.fuzz)
        found["schemathesis"] = [str(finding) for finding in report.findings]
        print(f"schemathesis: {report.cases.total()} requests in {report.seconds:.1f} s")
    return _told(options, found, aloud=True)


def _told(options: argparse.Namespace, found: dict[str, list[str]], *, aloud: bool = False) -> int:
    if options.junit:
        write_junit(options.junit, found)
    bad = sum(bool(findings) for findings in found.values())
    for name, findings in found.items() if aloud else ():
        print(f"{name}: {len(findings) or 'nothing'} found")
        for text in findings[:5]:
            print(f"    {text}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
