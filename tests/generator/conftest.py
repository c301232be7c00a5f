"""A package that is generated from an unusual spec."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.specs.generating import finished, read, specs_in, started, write
from helpers.specs.odd_spec import odd_spec


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
