"""The program of ``docs/resume.md``, from where the next process goes on: it settles everything that a crash left."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest
from helpers.places import DOCS
from helpers.prepared_service import PICTURE, model, shop
from meshwright import Ledger, Meshy, NotFound, SubmissionUnknown
from meshwright.emulator import Clock
from meshwright.ledger.journal import CREATED, ENDED

pytestmark = pytest.mark.usefixtures("no_certificates")

PAGE = DOCS / "resume.md"


def next_process() -> str:
    """Return the part of the page's program that goes on."""
    program = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[0]
    return dedent(program[program.index("    lost = meshy.resume()") :])


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash before a download, during a wait, after a lost answer, beside a task that failed and one that is gone:
    the page's own loop fetches every model there is, and does not end at the first error.
    """
    monkeypatch.chdir(tmp_path)
    with (
        shop(tmp_path / "prepared", clock=Clock(rate=1)) as emulator,
        Ledger(tmp_path / "ledger") as ledger,
        Meshy(emulator.api_key, base_url=emulator.url, ledger=ledger, rate=None) as meshy,
    ):
        emulator.faults.arm("fail_task:timeout")
        failed = meshy.image_to_3d.create(image_url=PICTURE)
        gone = meshy.image_to_3d.create(image_url=PICTURE)
        with Meshy(emulator.api_key, base_url=emulator.url) as elsewhere:
            elsewhere.image_to_3d.task(gone.id).wait()
            elsewhere.image_to_3d.task(gone.id).delete()
        waited, followed = (meshy.image_to_3d.create(image_url=PICTURE) for _ in range(2))
        waited.wait()
        followed.remember_download(tmp_path / "wanted", {"glb"})
        emulator.faults.arm("accept_then_drop")
        with pytest.raises(SubmissionUnknown):
            meshy.image_to_3d.create(image_url=PICTURE)
        exec(next_process(), {"meshy": meshy, "Path": Path, "suppress": suppress, "NotFound": NotFound})
        assert ledger.submissions(None, CREATED) == []
        (found,) = {str(entry.task_id) for entry in ledger.submissions(None, ENDED)} - {
            task.id for task in (failed, gone, waited, followed)
        }
        again = meshy.resume()
    assert (again.tasks, again.downloads, again.unfetched) == ([], [], [])
    for path in ("wanted", f"out/{waited.id}", f"out/{found}"):
        assert (tmp_path / path / "model.glb").read_bytes() == model()
