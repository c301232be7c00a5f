"""What people read is plain English: the phrases that scripts/english counts can only become fewer."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import Any

import pytest
from helpers.documents import ROOT

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "scripts/prose/patterns.toml").read_text("utf-8"))


def test_not_above_the_baseline() -> None:
    """No zone of the project has more of them than the baseline."""
    done = subprocess.run([ROOT / "scripts/english"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", SETTINGS["patterns"])
def test_each_pattern_has_an_example(name: str) -> None:
    """A pattern matches its example, and not what is to be written in its place."""
    pattern = SETTINGS["patterns"][name]
    assert re.search(pattern["regex"], pattern["now"], re.IGNORECASE)
    assert not re.search(pattern["regex"], pattern["better"], re.IGNORECASE)


def test_what_is_allowed_has_a_reason() -> None:
    """An exception belongs to a pattern and gives its reason."""
    for exception in SETTINGS["allowed"]:
        assert exception["pattern"] in SETTINGS["patterns"], exception
        assert exception["reason"].strip(), exception
