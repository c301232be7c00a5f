"""``scripts/contract``: contract tests against the emulator, or a bounded visit of the live service.

Exit codes: 0 nothing was found, 1 something was, 2 the tests could not be made.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..specs import Json, load_spec
from ..timeline import contract_of
from .expectations import Expectations
from .har import KEY as REDACTED
from .har import BadRecording, read_har, write_har
from .live.bounds import CannotVisit
from .live.drift import write_report
from .live.visiting import Visitor
from .oracle import Oracle
from .reports.html import write_html
from .reports.junit import write_junit
from .services import SERVICES, VISITS, address_of, check_spending, headers_of, key_of, walk_sentences, walks_of


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
    except OSError as error:  # of a report; what is read says so itself
        print(f"contract: {error.filename}: {error.strerror}", file=sys.stderr)
    return 2


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/contract", description=__doc__)
    parser.add_argument("--target", choices=("emulator", "live"), default="emulator")
    parser.add_argument("--service", choices=SERVICES, default="meshy")
    parser.add_argument("--spend", type=int, default=0, metavar="CREDITS", help="live: allow one paid task; default 0")
    parser.add_argument("--base-url", help="live: another address; default by environment and spec")
    parser.add_argument("--rate", type=float, default=2.0, help="live: requests a second")
    parser.add_argument("--as-of", metavar="DAY", help="hold the service against the contract of this day")
    parser.add_argument("--spec", type=Path, help="another spec, JSON or YAML")
    parser.add_argument(
        "--har", type=Path, default=Path("contract.har"), help="live: where the redacted recording goes"
    )
    parser.add_argument("--drift", type=Path, default=Path("divergence.yaml"), help="live: where the report goes")
    parser.add_argument("--junit", type=Path, help="write the results as JUnit XML")
    parser.add_argument("--html", type=Path, help="write the results as one HTML page")
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


def _visited(options: argparse.Namespace, spec: Json) -> int:
    check_spending(options.service, options.spend)
    key = key_of(options.service)
    base_url = address_of(options.service, options.base_url, spec)
    oracle = Oracle(spec, key, service=options.service, target="live", exclusive=False)
    headers = headers_of(options.service)
    with Visitor(base_url, oracle, Expectations.of(spec), options.rate, options.spend, headers=headers) as visitor:
        try:
            drifts = VISITS[options.service](visitor, spec)
        finally:
            write_har(options.har, visitor.trace, key)
    write_report(options.drift, drifts)
    spent = options.spend - visitor.credits
    found: dict[str, list[str]] = {}
    for drift in drifts:
        found.setdefault(drift.field, []).append(f"{drift.seen}; {drift.proposal} [{drift.evidence}]")
        print(f"{drift.field}: {drift.seen} (documented: {drift.documented}); {drift.proposal}")
    print(f"{len(visitor.trace)} requests, {spent} credits, {len(drifts)} differences; {options.har}, {options.drift}")
    return _told(options, found, sentences={drift.field: f"Documented: {drift.documented}." for drift in drifts})


def _replayed(options: argparse.Namespace, spec: Json) -> int:
    oracle = Oracle(spec, REDACTED, service=options.service, target="live", exclusive=False)
    exchanges = read_har(options.replay)
    found: dict[str, list[str]] = {}
    for exchange in exchanges:
        for violation in oracle.observe(exchange):
            found.setdefault(violation.rule, []).append(str(violation))
    print(f"{len(exchanges)} exchanges")
    return _told(options, found, aloud=True)


def _emulated(options: argparse.Namespace) -> int:
    sentences = walk_sentences(options.service)
    if unknown := sorted(set(options.walk) - set(sentences)):
        raise CannotVisit(f"no walk is called {', '.join(unknown)}; there are {', '.join(sentences)}")
    found = dict(walks_of(options.service, options.walk or list(sentences)))
    if options.fuzz:
        from .fuzzing import fuzz

        report = fuzz(service=options.service, seed=options.seed, examples=options.fuzz)
        found["schemathesis"] = [str(finding) for finding in report.findings]
        print(f"schemathesis: {report.cases.total()} requests in {report.seconds:.1f} s")
        sentences["schemathesis"] = f"{report.cases.total()} requests made from the spec, seed {options.seed}."
    return _told(options, found, aloud=True, sentences=sentences)


def _told(
    options: argparse.Namespace,
    found: dict[str, list[str]],
    *,
    aloud: bool = False,
    sentences: dict[str, str] | None = None,
) -> int:
    if options.junit:
        write_junit(options.junit, found)
    if options.html:
        target = f"recording {options.replay}" if options.replay else options.target
        facts = {"service": options.service, "target": target, "contract of": options.as_of or "today"}
        write_html(options.html, "Contract tests", facts, found, sentences or {})
    bad = sum(bool(findings) for findings in found.values())
    for name, findings in found.items() if aloud else ():
        print(f"{name}: {len(findings) or 'nothing'} found")
        for text in findings[:5]:
            print(f"    {text}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
