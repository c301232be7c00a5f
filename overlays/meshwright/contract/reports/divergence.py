"""The list of differences as YAML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from attrs import asdict

from ..judging import Drift


def write_divergence(path: Path, drifts: Iterable[Drift]) -> None:
    """Write the list; every JSON value is valid YAML."""
    rows = [
        "\n".join(
            f"{'- ' if n == 0 else '  '}{key}: {json.dumps(value, ensure_ascii=False)}"
            for n, (key, value) in enumerate(asdict(drift).items())
        )
        for drift in drifts
    ]
    path.write_text(
        "# How the service differs from the spec, by scripts/contract.\n" + ("\n".join(rows) if rows else "[]") + "\n",
        "utf-8",
    )
