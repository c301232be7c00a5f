"""A service that this package does not know is added by its spec, its words, its client and its emulated part alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers.reader import Session

KILN = Path(__file__).resolve().parent / "kiln"
PRINTED = """\
estimate [3, 5]
too dear pot.create: about 5 credits (estimate for ..., doc invented, 2026-11), and max_credits is 4; nothing was sent
made pot-1 done bowl
failed task pot-2 cracked: glass melts
glazes ['celadon', 'ash']
found True unfetched ['pot-1']
pages ['pot-12', 'pot-11', ..., 'pot-2', 'pot-1']
full pot.create: no room for another pot (HTTP 429)
gone pot.get: no such pot (HTTP 404 at /kiln/pots/pot-1)
shut pot.get: the key is wrong - set KILN_KEY (HTTP 401)
async done
state 11 0
reset {}
"""


def test_a_third_service(tmp_path: Path) -> None:
    """Its kind is estimated, bought, followed, found again and listed, and no other file changes."""
    session = Session(tmp_path / "project", with_project=True)
    for zone in ("specs", "overlays"):
        shutil.copytree(KILN / zone, session.folder / zone, dirs_exist_ok=True)
    shutil.copy(KILN / "program.py", session.folder)
    session.shell("scripts/regenerate")
    changed = session.shell("git status --porcelain --untracked-files=all").splitlines()
    assert {line[:2] for line in changed} == {"??"}
    assert {part for line in changed for part in Path(line[3:]).parts if "kiln" in part} == {"kiln", "kiln.yaml"}
    session.dialogue(f"$ python -W error program.py .\n{PRINTED}")
