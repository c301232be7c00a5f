"""``meshwright spec``: the contract of a day for other people's tools."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from helpers.shells import Shell


def read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def test_both_formats(desk: Shell) -> None:
    """The contract of a day comes as YAML, or as the same JSON; today's differs."""
    old = desk("spec", "--as-of", "2025-06-01")
    assert (old.code, old.err) == (0, "")
    document = read(old.out)
    assert (document["openapi"], document["info"]["version"]) == ("3.1.0", "2025-06-01")
    assert json.loads(desk("spec", "--as-of", "2025-06-01", "--format", "json").out) == document
    today = read(desk("spec").out)
    assert set(document["paths"]) < set(today["paths"])
    assert "flight" in read(desk("spec", "--service", "flighthub").out)["info"]["title"].lower()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", "2024-06-01"], "the contract of Meshy API is known from 2025-01-01 on"),
        (["--as-of", "soon"], "must be a day (YYYY-MM-DD)"),
        (["--service", "sketchfab"], "'sketchfab' is not one of 'flighthub', 'meshy'"),
        (["--format", "toml"], "'toml' is not one of 'yaml', 'json'"),
    ],
)
def test_bad_input(desk: Shell, arguments: list[str], words: str) -> None:
    """An unknown service or format, a day before the first edition, and anything but a day are refused."""
    done = desk("spec", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
