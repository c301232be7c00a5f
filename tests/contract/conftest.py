"""Fixtures of the contract tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.contract.prepared import prepare
from helpers.contract.visits import KEY, Visit
from meshwright.contract.__main__ import main


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """A visit with a good key, of an emulator whose engine work is prepared."""
    monkeypatch.setenv("MESHY_API_KEY", KEY)
    prepare(monkeypatch)
    return Visit(tmp_path)


@pytest.fixture
def replay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Judge entries; return exit code, stdout and stderr."""

    def replayed(*entries: Any, options: tuple[str, ...] = ()) -> tuple[int, str, str]:
        path = tmp_path / "a.har"
        path.write_text(json.dumps({"log": {"entries": entries}}), "utf-8")
        code = main(["--replay", str(path), *options])
        said = capsys.readouterr()
        return code, said.out, said.err

    return replayed
