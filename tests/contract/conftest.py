"""Fixtures of the contract tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from contract.generating import finished, read, specs_in, started, write
from contract.odd_spec import odd_spec
from contract.prepared import prepare
from contract.visits import KEY, Visit
from meshwright.contract.__main__ import main
from meshwright.emulator.violations import FILE


@pytest.fixture(autouse=True)
def _mutants_are_not_watched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutated emulators break the contract; that is for their setups to notice."""
    if request.node.path.name == "test_mutants.py":
        monkeypatch.delenv(FILE)


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


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package that is generated from a spec of odd names and recursive schemas."""
    folder = tmp_path_factory.mktemp("odd")
    specs = specs_in(folder)
    spec = read(specs / "meshy.yaml")
    odd_spec(spec)
    write(specs / "meshy.yaml", spec)
    done = finished(started("--specs", specs, "--into", folder / "meshwright_api"))
    assert (done.code, done.err) == (0, "")
    return folder / "meshwright_api"
