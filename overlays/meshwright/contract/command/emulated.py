"""Run the walks and the fuzzer against emulators that are started here, with the default contract."""

from __future__ import annotations

from ..live.bounds import CannotVisit
from ..reports.summary import Result, Summary
from ..services import TITLES, walk_sentences, walks_of
from .console import Console
from .contracts import DEFAULT
from .options import Options
from .outputs import check_outputs
from .telling import GOOD, INTERRUPTED, told

FUZZER = "schemathesis"


def run_emulated(options: Options, console: Console) -> int:
    """Run the walks, then the fuzzer; return the exit code."""
    sentences = walk_sentences(options.service)
    if unknown := sorted(set(options.walk) - set(sentences)):
        raise CannotVisit(f"unknown walk: {', '.join(unknown)}; choose from {', '.join(sentences)}")
    check_outputs(options.outputs)
    results: list[Result] = []
    broken_off = ""
    try:
        _walk(options, console, sentences, results)
        if options.fuzz:
            broken_off = _fuzz(options, console, results)
    except KeyboardInterrupt:
        broken_off = "interrupted"
    facts = [TITLES[options.service], "the emulator", DEFAULT]
    summary = Summary(facts=facts, results=results, unit="tests", broken_off=broken_off)
    if broken_off:
        console.complain(f"{broken_off}; {len(results)} tests had ended")
    return told(options, console, summary, INTERRUPTED if broken_off else GOOD)


def _walk(options: Options, console: Console, sentences: dict[str, str], results: list[Result]) -> None:
    names = [name for name in sentences if name in options.walk] if options.walk else list(sentences)
    _begin(console, names, 0)
    for number, (name, findings) in enumerate(walks_of(options.service, names), 1):
        results.append(_said(console, Result(name, findings, sentences[name])))
        _begin(console, names, number)
    console.clear()


def _begin(console: Console, names: list[str], number: int) -> None:
    if number < len(names):
        console.progress(f"walk {number + 1} of {len(names)}: {names[number]}")


def _fuzz(options: Options, console: Console, results: list[Result]) -> str:
    """Run the fuzzer; return why it ended early, or an empty text."""
    from ..fuzzing import fuzz

    console.progress(f"{FUZZER}: 0 requests")
    report = fuzz(
        service=options.service,
        seed=options.seed,
        examples=options.fuzz,
        on_progress=lambda report: console.progress(f"{FUZZER}: {report.cases.total()} requests"),
    )
    made = report.cases.total()
    about = f"{made} requests generated from the spec, seed {options.seed}, in {report.seconds:.1f} s."
    result = Result(FUZZER, [str(finding) for finding in report.findings], about, made)
    if report.interrupted:
        results += [result] if result.findings else []  # an incomplete run proves nothing about the rest
        return "interrupted"
    console.say(f"{FUZZER}: {about}")
    results.append(_said(console, result))
    return ""


def _said(console: Console, result: Result) -> Result:
    console.say(f"{result.name}: {len(result.findings) or 'nothing'} found")
    for text in result.findings[:5]:
        console.say(f"    {text}")
    return result
