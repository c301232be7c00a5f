"""Twenty seconds of the chaos that ``tests/bench/chaos.py`` makes for ten minutes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHAOS = Path(__file__).parents[1] / "bench/chaos.py"


def test_nothing_lost_doubled_or_wrong() -> None:
    """Clients of ours against an emulator that breaks by chance: no task lost, none made twice, no wrong answer, and
    every credit accounted for, though creates ended in doubt.
    """
    command = [sys.executable, str(CHAOS), "--minutes", "0.33", "--clients", "12", "--seed", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert done.returncode == 0, found
    assert found["tasks"] > 10
    assert [found[name] for name in ("lost", "duplicates", "invalid", "credits off by")] == [0, 0, 0, 0]
