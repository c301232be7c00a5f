"""The options of ``scripts/contract``. An option that the chosen mode would ignore is refused."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from ..services import SERVICES

EMULATOR, LIVE, REPLAY = "emulator", "live", "replay"
SEED = "seed"
"""Used in place of a day: the default contract, that of the seed documents."""
MODES: Mapping[str, tuple[str, ...]] = {
    "target": (EMULATOR, LIVE),
    "walk": (EMULATOR,),
    "fuzz": (EMULATOR, LIVE),
    "seed": (EMULATOR, LIVE),
    "spend": (LIVE,),
    "base_url": (LIVE,),
    "rate": (LIVE,),
    "har": (LIVE,),
    "drift": (LIVE, REPLAY),
    "as_of": (LIVE, REPLAY),
    "spec": (LIVE, REPLAY),
}
"""The modes in which an option applies; options that are not listed apply in all modes."""
TITLES = {EMULATOR: "the emulator", LIVE: "--target live", REPLAY: "--replay"}
DEFAULTS: Mapping[str, Any] = {
    "walk": (),
    "seed": 1,
    "spend": 0,
    "rate": 2.0,
    "har": Path("contract.har"),
}
DIVERGENCE = Path("divergence.yaml")
EXAMPLES = {EMULATOR: 20, LIVE: 5, REPLAY: 0}


@frozen(kw_only=True)
class Options:
    """The parsed options."""

    mode: str
    service: str
    walk: Sequence[str]
    fuzz: int
    seed: int
    spend: int
    base_url: str | None
    rate: float
    as_of: str | None
    """A day as ``YYYY-MM-DD``, ``seed``, or None for the default of the mode."""
    spec: Path | None
    har: Path
    drift: Path | None
    """Where to write the differences; a visit always does."""
    junit: Path | None
    html: Path | None
    replay: Path | None

    @property
    def outputs(self) -> list[Path]:
        """The files that will be written."""
        visited = (self.har,) if self.mode == LIVE else ()
        return [path for path in (*visited, self.drift, self.junit, self.html) if path is not None]


def read_options(arguments: Sequence[str] | None, description: str) -> Options:
    """Parse the command line; exits with a message if it is invalid."""
    parser = _parser(description)
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    mode = REPLAY if "replay" in given else given.get("target", EMULATOR)
    for name in given:
        if mode not in MODES.get(name, (mode,)):
            places = " and ".join(TITLES[place] for place in MODES[name])
            parser.error(f"--{name.replace('_', '-')} is for {places}; {TITLES[mode]} would ignore it")
    given.pop("target", None)
    nothing: dict[str, Any] = dict.fromkeys(("base_url", "as_of", "spec", "junit", "html", "replay", "drift"))
    if mode == LIVE:
        nothing["drift"] = DIVERGENCE
    return Options(**{**nothing, **DEFAULTS, "service": SERVICES[0], "fuzz": EXAMPLES[mode], **given, "mode": mode})


def _parser(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/contract", description=description)
    parser.add_argument("--target", choices=(EMULATOR, LIVE), help="what is tested; default emulator")
    parser.add_argument("--service", choices=SERVICES, help="default meshy")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the results as JUnit XML")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the results as one HTML page")
    parser.add_argument("--fuzz", type=_count, metavar="N", help=FUZZ)
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed makes the same requests; default 1")

    emulator = parser.add_argument_group("the emulator")
    emulator.add_argument("--walk", action="append", metavar="NAME", help="only this walk; may be repeated")

    live = parser.add_argument_group("--target live")
    live.add_argument(
        "--spend", type=_count, metavar="CREDITS", help="allow one paid task of at most this many; default 0"
    )
    live.add_argument("--base-url", metavar="URL", help="another address; default from environment and spec")
    live.add_argument("--rate", type=_rate, metavar="R", help="requests a second; default 2")
    live.add_argument("--har", type=Path, metavar="FILE", help="write the redacted recording; default contract.har")

    replay = parser.add_argument_group("judge a recording again; nothing is sent")
    replay.add_argument("--replay", type=Path, metavar="HAR")

    contract = parser.add_argument_group("--target live and --replay")
    contract.add_argument("--as-of", type=_day, metavar="DAY", help=AS_OF)
    contract.add_argument(
        "--drift", type=Path, metavar="FILE", help="write the differences; a visit writes divergence.yaml by default"
    )
    contract.add_argument("--spec", type=Path, metavar="FILE", help="another spec, JSON or YAML")
    return parser


FUZZ = "requests generated from the spec, for each operation; 0 for none; default 20, with --target live 5 and GET only"
AS_OF = "use the contract of this day: YYYY-MM-DD or seed; default today, or the day of the recording"


def _day(text: str) -> str:
    if text == SEED:
        return SEED
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day (YYYY-MM-DD) or seed") from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 0")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not math.isfinite(rate) or rate <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of requests a second above 0")
    return rate
