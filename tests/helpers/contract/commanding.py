"""The command in a process of its own, and services that go wrong while it visits them."""

from __future__ import annotations

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from typing import Any

from helpers.other_server import send
from meshwright.contract.__main__ import main
from meshwright.emulator import Clock, Emulator, Settings

KEY = "msy_live_secret_1234"
DAY = "2026-11-21"
"""Whose contract emulators hold here, so that no test depends on the day it runs on."""
QUICK = ("--rate", "10000", "--fuzz", "0")
RUN = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from meshwright.contract.__main__ import main; sys.exit(main())"
)
"""Test runners let their processes ignore Ctrl-C."""


def visit(url: str, *more: str) -> int:
    """Make a fast visit without requests of chance."""
    return main(["--target", "live", "--base-url", url, *QUICK, *more])


def opened() -> Emulator:
    """Return an emulator of one day's contract, for visits that change nothing."""
    return Emulator(Settings(clock=Clock(rate=0), as_of=DAY))


def started(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start the command."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "MESHY_API_KEY": KEY}
    return subprocess.Popen([sys.executable, "-c", RUN, *arguments], env=environment, text=True, **pipes)


def json(handler: BaseHTTPRequestHandler, status: int, body: str, **headers: str) -> None:
    """Answer with JSON."""
    send(handler, status, body.encode(), content_type="application/json", x_request_id="r", **headers)


def balance_or(handler: BaseHTTPRequestHandler, status: int, body: str, **headers: str) -> None:
    """Answer like a service that has a balance and nothing else."""
    if handler.path.endswith("/balance") and "authorization" in handler.headers:
        json(handler, 200, '{"balance": 1000}', **headers)
    else:
        json(handler, status, body, **headers)
