"""``meshwright flighthub`` in this process."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from attrs import define, frozen
from meshwright.cli.app import app
from meshwright.cli.running import run_command
from meshwright.emulator import Emulator

from helpers.flighthub import TOKEN


@frozen
class Done:
    """The output and the exit code of a command."""

    returncode: int
    stdout: str
    stderr: str


@define
class Shell:
    """Runs ``meshwright flighthub`` in a folder that holds ``photos/``, in this process."""

    folder: Path
    server: Emulator
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, **environment: str) -> Done:
        with self.patch.context() as patch:
            for name, value in (self.service() | environment).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["meshwright", "flighthub", *arguments])
            patch.chdir(self.folder)
            code = run_command(app)
        return Done(code, *self.capture.readouterr())

    def service(self) -> dict[str, str]:
        nowhere = {"MESHWRIGHT_KEYS": str(self.folder), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        return {"FLIGHTHUB_BASE_URL": self.server.url, "FLIGHTHUB_USER_TOKEN": TOKEN, **nowhere}

    def json(self, *arguments: str) -> object:
        done = self(*arguments)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return json.loads(done.stdout)
