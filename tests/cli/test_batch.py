"""The commands for batches and chains, from the first item to the last file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from helpers.batches import shorten
from helpers.prepared_service import PICTURE, shop
from helpers.shells import Shell
from meshwright.fleet.page import Page

pytestmark = pytest.mark.usefixtures("no_certificates")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """A folder with pictures, and a service whose tasks take moments."""
    shorten(monkeypatch)
    with shop(tmp_path / "prepared") as emulator:
        monkeypatch.setenv("MESHWRIGHT_BATCH", str(tmp_path / "batch.sqlite"))
        for name in ("cat.png", "dog.png"):
            (tmp_path / name).write_bytes(PICTURE + name.encode())
        yield Shell(tmp_path, emulator, monkeypatch, capsys)


def test_a_batch_by_commands(desk: Shell) -> None:
    """Items are added, worked on, counted and fetched; each command names the next one."""
    added = desk("batch", "add", "image-to-3d", "cat.png", "dog.png", "-o", "models", "--no-should-texture")
    assert (added.code, added.json["new"], added.json["known"]) == (0, 2, 0)
    assert desk("batch", "status").json["queued"] == 2
    worked = desk("batch", "work", "--until-done")
    assert worked.code == 0, worked.err
    assert "2 done" in worked.err
    assert "Next: meshwright batch status" in worked.err
    assert desk("batch", "status", "--watch").lines[-1]["done"] == 2
    desk.watched = True
    assert desk("batch", "status").err == f"  Files: {desk.folder / 'models'}\n"
    desk.watched = False
    assert sorted(path.parent.name for path in desk.folder.glob("models/*/model.glb")) == ["cat", "dog"]
    again = desk("batch", "add", "image-to-3d", "cat.png", "--no-should-texture")
    assert (again.json["new"], again.json["known"]) == (0, 1)


def test_no_batch_yet(desk: Shell) -> None:
    """Without a batch the message names the option that begins one, and the command."""
    done = desk("batch", "status", "--ledger", "none.sqlite")
    assert done.code == 3
    assert "none.sqlite holds no batch of this key and address yet; begin one with -o, a folder" in done.err
    assert "Next: meshwright batch add KIND INPUT... -o FOLDER begins one" in done.err


def test_a_failed_item(desk: Shell) -> None:
    """An item that failed is shown with its reason, and ``retry`` queues it again."""
    desk.emulator.faults.arm("fail_task:moderation_blocked")
    desk("batch", "add", "image-to-3d", "cat.png", "-o", "models")
    worked = desk("batch", "work", "--until-done")
    assert worked.code == 1
    assert "Next: meshwright batch retry" in worked.err
    assert "moderation" in desk("batch", "status").json["failures"][0]["reason"]
    assert desk("batch", "retry").json == {"again": 1}
    assert desk("batch", "work", "--until-done").code == 0


def test_a_page_by_command(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """``page`` prints where the page is, serves it, and ends at Ctrl-C."""
    answers: list[int] = []

    def serve_one(page: Page) -> None:
        asking = threading.Thread(target=lambda: answers.append(httpx.get(f"{page.url}/state").status_code))
        asking.start()
        page.handle_request()
        asking.join()
        raise KeyboardInterrupt

    monkeypatch.setattr(Page, "serve_forever", serve_one)
    desk("batch", "add", "image-to-3d", "cat.png", "-o", "models")
    shown = desk("batch", "page", "--port", "0")
    assert (shown.code, answers) == (0, [200])
    assert "The batch is shown at http://127.0.0.1:" in shown.err


def test_settings_by_command(desk: Shell) -> None:
    """Settings are shown and changed for all machines; other settings at ``add`` are refused."""
    desk("batch", "add", "image-to-3d", "cat.png", "-o", "models", "--places", "3")
    refused = desk("batch", "add", "image-to-3d", "dog.png", "--places", "4")
    assert (refused.code, "has places=3, not 4" in refused.err) == (3, True)
    assert desk("batch", "set", "--places", "4").json["places"] == 4


def test_a_chain_by_one_command(desk: Shell) -> None:
    """``make`` prints the price of the chain, makes each step once, and buys nothing when it is run again."""
    command = ("make", "cat.png", "--steps", "image-to-3d,remesh:target_polycount=500,repair", "-o", "out")
    made = desk(*command)
    assert made.code == 0, made.err
    assert "The chain costs about" in made.err
    assert made.json["status"] == "done"
    assert (desk.folder / "out" / "cat" / "3-print-repair" / "model.glb").is_file()
    assert desk(*command).json == made.json
    tasks = [task["type"] for task in desk.emulator.state()["tasks"]]
    assert sorted(tasks) == ["image-to-3d", "print-repair", "remesh"]


def test_a_chain_of_words(desk: Shell) -> None:
    """A text becomes a preview, and the preview is refined."""
    made = desk("make", "a wooden knight", "--steps", "text-to-3d,refine", "-o", "out")
    assert made.code == 0, made.err
    assert (desk.folder / "out" / "a_wooden_knight" / "2-text-to-3d" / "model.glb").is_file()


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--steps", "image-to-3d,refine"), 4, "text-to-3d cannot be made of image-to-3d"),
        (("--steps", "image-to-3d,polish"), 4, "'polish' is not a kind of task"),
        (("--steps", "image-to-3d,remesh:fast"), 4, "'fast' in 'remesh fast' is not NAME=VALUE"),
        (("--steps", ","), 4, "names no step"),
        (("--steps", "image-to-3d,remesh", "--max-credits", "1"), 9, "the chain costs about"),
    ],
)
def test_a_chain_that_cannot_be(desk: Shell, options: tuple[str, ...], code: int, message: str) -> None:
    """A chain that no service would make, or that costs too much, is refused before anything is bought."""
    done = desk("make", "cat.png", *options, "-o", "out")
    assert (done.code, message in done.err) == (code, True), done.err
    assert desk.emulator.state()["tasks"] == []
