"""Run ``meshwright`` in this process, or as one of its own where signals, pipes and terminals matter."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import define, frozen
from meshwright.cli.app import app
from meshwright.cli.running import run_command
from meshwright.emulator import Emulator

PICTURES = ("cat.png", "dog.png", "owl.png")


@frozen
class Done:
    """The output and the exit code of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output, read as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The output, read as one JSON document a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@define
class Shell:
    """Runs ``meshwright`` in a folder, with a ledger and a place for keys of its own, against an emulator."""

    folder: Path
    emulator: Emulator
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    watched: bool = False
    """Whether stdout passes for a terminal."""

    @property
    def ledger(self) -> Path:
        return self.folder / "state" / "ledger.sqlite"

    def service(self) -> dict[str, str]:
        """Return the settings that lead a command to the emulator."""
        return {
            "MESHY_BASE_URL": self.emulator.url,
            "MESHY_API_KEY": self.emulator.api_key,
            "MESHWRIGHT_LEDGER": str(self.ledger),
            "MESHWRIGHT_KEYS": str(self.folder / "keys"),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }

    def __call__(self, *arguments: str, **environment: str) -> Done:
        """Run a command in this process."""
        with self.patch.context() as patch:
            for name, value in (self.service() | environment).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["meshwright", *arguments])
            patch.setattr(sys.stdout, "isatty", lambda: self.watched)
            patch.chdir(self.folder)
            code = run_command(app)
        out, err = self.capture.readouterr()
        assert "Traceback" not in err
        return Done(code, out, err)

    def begin(self, *arguments: str, **how: Any) -> subprocess.Popen[str]:
        """Start a command as a process."""
        return self.start([sys.executable, "-m", "meshwright", *arguments], **how)

    def start(self, command: list[str], environment: dict[str, str] | None = None, **how: Any) -> subprocess.Popen[str]:
        """Start any command beside the service."""
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": self.folder}
        env = {**os.environ, **self.service(), **(environment or {})}
        return subprocess.Popen(command, env=env, **{**piped, "preexec_fn": hear_ctrl_c, **how})

    def end(self, process: subprocess.Popen[str]) -> Done:
        """Wait for a process."""
        out, err = process.communicate()
        assert "Traceback" not in (err or "")
        return Done(process.returncode, out or "", err or "")

    def on_a_terminal(self, *arguments: str, columns: int, **environment: str) -> tuple[int, str]:
        """Run a command on a terminal of so many columns; return its exit code and all that was shown."""
        ours, theirs = pty.openpty()
        size = {"TERM": "xterm", "COLUMNS": str(columns), "LINES": "24", **environment}
        process = self.begin(*arguments, environment=size, stdout=theirs, stderr=theirs, stdin=theirs)
        os.close(theirs)
        shown = read_terminal(ours)
        return process.wait(), shown.decode()


def read_terminal(ours: int) -> bytes:
    """Read all that is shown on a terminal, by our end of it, until the other end has gone; closes ours."""
    shown = b""
    with open(ours, "rb", buffering=0) as screen, suppress(OSError):
        while block := screen.read(65536):
            shown += block
    return shown


def hear_ctrl_c() -> None:
    """Undo what a shell does to its background jobs, which are deaf to SIGINT; so may be the tests' own process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
