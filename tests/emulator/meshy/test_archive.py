"""``--data``: what was acknowledged outlives restarts, and every way in which the emulator can end."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.api import DONE, KEY, SMALL, Api, data_uri, opened, picture
from helpers.other_server import other_server
from helpers.processes import wait_for, workers
from meshwright.emulator import Clock, Emulator, Plan, Settings
from meshwright.emulator.meshy.store import Store

URL = "/openapi/v1/image-to-3d"


@contextmanager
def kept(folder: Path, **settings: Any) -> Iterator[Api]:
    """Run an emulator over a folder for a while."""
    api = opened(data=folder, **settings)
    try:
        yield api
    finally:
        api.http.close()
        api.emulator.stop()


def test_a_restart(tmp_path: Path) -> None:
    """Tasks, files, credits, signed URLs and the time are as they were."""
    with kept(tmp_path) as api:
        done, failed = api.done(), api.create(headers={"x-meshwright-fault": "fail_task"})
        api.emulator.advance(days=1)
        before = (api.balance(), api.task(done["id"])["finished_at"], api.task(failed)["task_error"])
        gone = api.create()
        api.http.delete(f"{URL}/{gone}")
        url = httpx.URL(done["model_urls"]["glb"])
    with kept(tmp_path, url_lifetime=10.0) as api:
        after = (api.balance(), api.task(done["id"])["finished_at"], api.task(failed)["task_error"])
        assert after == before
        assert api.get(f"image-to-3d/{gone}").status_code == 404
        assert [task["id"] for task in api.get("image-to-3d").json()] == [failed, done["id"]]
        fresh = api.task(done["id"])["model_urls"]["glb"]
        assert api.http.get(fresh).content[:4] == b"glTF"
        assert httpx.URL(fresh).path == url.path
        api.emulator.advance(days=2, minutes=1)
        assert api.get("image-to-3d").json() == []
        wait_for(lambda: not any((tmp_path / "files").iterdir()))
    with kept(tmp_path) as api:
        assert api.get("image-to-3d").json() == []


def test_signed_urls_outlive_a_restart(tmp_path: Path) -> None:
    """A URL that was given out is good after the restart too."""
    with kept(tmp_path) as api:
        url = httpx.URL(api.done()["model_urls"]["glb"])
    with kept(tmp_path) as api:
        assert httpx.get(url.copy_with(port=api.emulator.port)).content[:4] == b"glTF"


def test_unfinished_tasks_go_on(tmp_path: Path) -> None:
    """The next run finishes a task that was pending or in progress, and removes incomplete files."""
    with kept(tmp_path) as api:
        slow = {**SMALL, "target_polycount": 4999, "should_texture": True, "texture_image_url": data_uri(picture(32))}
        pending, running = api.create(), api.create(body=slow)
        api.emulator.advance(seconds=1)
    (tmp_path / "files" / running / "model.glb").write_bytes(b"half")
    with kept(tmp_path) as api:
        assert api.task(running)["status"] == "IN_PROGRESS"
        api.emulator.advance(seconds=DONE)
        tasks = [api.task(id) for id in (pending, running)]
        assert [task["status"] for task in tasks] == ["SUCCEEDED", "SUCCEEDED"]
        assert api.http.get(tasks[1]["model_urls"]["glb"]).content[:4] == b"glTF"
        assert api.http.get(tasks[1]["texture_image_url"]).content[:4] == b"\x89PNG"


def test_what_was_seen_finished_stays_finished(tmp_path: Path) -> None:
    """Time that was skipped has passed after a restart too: nothing that ended is under way again."""
    with kept(tmp_path) as api:
        id = api.done()["id"]
        api.emulator.advance(days=2)
        expires = api.task(id)["expires_at"]
    with kept(tmp_path) as api:
        assert (api.task(id)["status"], api.task(id)["expires_at"]) == ("SUCCEEDED", expires)


def test_ids_do_not_repeat(tmp_path: Path) -> None:
    """With a seed, the ids of a second run are not those of the first, though time stands still."""
    clock = Clock(0, real=lambda: 0.0, epoch=1_700_000_000.0)
    with kept(tmp_path, clock=clock) as api:
        first = {api.create() for _ in range(3)}
    with kept(tmp_path, clock=Clock(0, real=lambda: 0.0, epoch=1_700_000_000.0)) as api:
        second = {api.create() for _ in range(3)}
        assert len(first | second) == 6
        assert len(api.get("image-to-3d").json()) == 6


def test_reset_reaches_the_folder(tmp_path: Path) -> None:
    """A reset gives the credits back and removes the tasks in the folder too."""
    with kept(tmp_path) as api:
        id = api.done()["id"]
        api.http.delete(f"{URL}/{id}")
        assert api.balance() == 995
        api.emulator.reset()
    with kept(tmp_path) as api:
        assert api.balance() == 1000


def test_one_emulator_a_folder(tmp_path: Path) -> None:
    """A second emulator on the same folder is refused with a sentence, and may have it when the first has ended."""
    with kept(tmp_path), pytest.raises(ValueError, match="another emulator is using it"):
        Emulator(Settings(data=tmp_path))
    with kept(tmp_path) as api:
        assert api.balance() == 1000


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    """A file of another kind under the archive's name is a sentence, and is left as it is."""
    (tmp_path / "tasks.sqlite").write_bytes(b"precious" * 1000)
    with pytest.raises(ValueError, match=r"tasks.sqlite cannot be used"):
        Emulator(Settings(data=tmp_path))
    assert (tmp_path / "tasks.sqlite").read_bytes() == b"precious" * 1000


LAYOUTS = {
    "a task of another layout": """insert into record values (9, 'task', 'a', '{"id": "a", "new_member": 1}')""",
    "text that is not JSON": "insert into record values (9, 'task', 'a', 'task')",
    "an account of another layout": """update record set content = '{"a": 1}' where collection = 'account'""",
    "tasks of another layout": "drop table record; create table record (x)",
    "an early version": "pragma user_version = 0",
    "an earlier version": "drop table record; create table task (x); pragma user_version = 2",
    "a later version": "pragma user_version = 99",
}


@pytest.mark.parametrize("change", LAYOUTS.values(), ids=list(LAYOUTS))
def test_another_layout(tmp_path: Path, change: str) -> None:
    """An archive of another version is refused with a message about what to do, and is not changed."""
    with kept(tmp_path) as api:
        id = api.create()
    with closing(sqlite3.connect(tmp_path / "tasks.sqlite")) as database:
        database.executescript(change)
        before = list(database.iterdump())
    for _ in range(2):  # nothing holds the file afterwards
        with pytest.raises(ValueError, match=r"tasks\.sqlite cannot be used: .+; choose another folder"):
            Emulator(Settings(data=tmp_path))
    with closing(sqlite3.connect(tmp_path / "tasks.sqlite")) as database:
        assert list(database.iterdump()) == before
    assert (tmp_path / "files" / id).is_dir()


def test_an_archive_that_is_a_folder(tmp_path: Path) -> None:
    """A folder under the archive's name is a sentence too."""
    (tmp_path / "tasks.sqlite").mkdir()
    with pytest.raises(ValueError, match=r"tasks\.sqlite cannot be used: unable to open"):
        Emulator(Settings(data=tmp_path))


@pytest.mark.parametrize("length", [0, 15])
def test_a_broken_key(tmp_path: Path, length: int) -> None:
    """A truncated signing key is refused, and a new one is created after it is deleted as the message suggests."""
    key = tmp_path / "signing.key"
    key.write_bytes(bytes(length))
    with pytest.raises(ValueError, match=rf"signing\.key holds {length} bytes, not 16; delete it"):
        Emulator(Settings(data=tmp_path))
    key.unlink()
    with kept(tmp_path) as api:
        assert api.http.get(api.done()["model_urls"]["glb"]).status_code == 200
    assert len(key.read_bytes()) == 16


def test_files_in_the_way(tmp_path: Path) -> None:
    """A file in the place of a folder ends the command with one sentence, before it listens."""
    (tmp_path / "files").write_text("mine")
    command = [sys.executable, "-m", "meshwright", "emulator", "--port", "0", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "files") in done.stderr


def test_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A create that cannot be written is not acknowledged, costs nothing after a restart and leaves no file."""

    def fail(*_: object) -> None:
        raise OSError("disk full")

    with kept(tmp_path) as api:
        api.create()
        with monkeypatch.context() as patch:
            patch.setattr(Store, "_save", fail)
            assert api.post().status_code == 500
        assert len(list((tmp_path / "files").iterdir())) == 1
    with kept(tmp_path) as api:
        assert len(api.get("image-to-3d").json()) == 1
        assert api.balance() == 995


# ---------------------------------------------------------------------------------------------------- crashes
def process(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Start ``meshwright emulator --data`` and return it with its address."""
    command = [sys.executable, "-c", "from meshwright.cli import main; main()", "emulator", "--port", "0"]
    started = subprocess.Popen(
        [*command, "--data", str(folder), "--balance", "100000", "--strict"], stderr=subprocess.PIPE, text=True
    )
    assert started.stderr is not None
    address = re.search(r"http://[\d.:]+", started.stderr.readline())
    assert address is not None
    return started, address[0]


def load(url: str, acknowledged: list[str], enough: threading.Event, count: int, body: Any = SMALL) -> None:
    """Create tasks one after the other until the server is gone."""
    with httpx.Client(base_url=url, headers=KEY, timeout=60) as http:
        for _ in range(count):
            try:
                response = http.post(URL, json=body)
            except httpx.HTTPError:
                return
            if response.status_code == 202:
                acknowledged.append(response.json()["result"])
                if len(acknowledged) >= 12:
                    enough.set()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_kill_under_load(tmp_path: Path) -> None:
    """A kill -9 while several clients create: after the restart everything acknowledged is there, ends well and is
    charged once, and no process of the engine outlived the emulator.
    """
    for _ in range(2):  # the second time over a folder that has seen a crash
        acknowledged: list[str] = []
        enough = threading.Event()
        running, url = process(tmp_path)
        clients = [threading.Thread(target=load, args=(url, acknowledged, enough, 20)) for _ in range(4)]
        for client in clients:
            client.start()
        assert enough.wait(120)
        mine = workers(running.pid)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        for client in clients:
            client.join()
        assert running.stderr is not None
        running.stderr.close()
        wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in mine))  # noqa: B023
        with kept(tmp_path, clock=Clock(100.0), balance=100_000, queue=1000) as api:
            tasks = {task["id"]: task for task in listed(api)}
            assert set(acknowledged) <= set(tasks)
            wait_for(lambda: all(task["status"] == "SUCCEEDED" for task in listed(api)))
            assert api.balance() == 100_000 - 5 * len(tasks)
            for task in listed(api)[:5]:
                assert api.http.get(task["model_urls"]["glb"]).content[:4] == b"glTF"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_kill_during_a_create(tmp_path: Path) -> None:
    """Folders of creates that a kill -9 cut short are gone after a restart; what is not the emulator's own stays."""
    mine = tmp_path / "files" / "holiday"
    mine.mkdir(parents=True)
    asked, leave = threading.Event(), threading.Event()

    def hold(handler: BaseHTTPRequestHandler, _: int) -> None:
        asked.set()
        leave.wait(60)
        handler.close_connection = True

    with other_server(hold) as other:
        running, url = process(tmp_path)
        body = {**SMALL, "image_url": f"{other.url}/picture.png"}
        client = threading.Thread(target=load, args=(url, [], asked, 1, body))
        client.start()
        assert asked.wait(60)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        leave.set()
        client.join()
        assert running.stderr is not None
        running.stderr.close()
    assert len(list((tmp_path / "files").iterdir())) == 2
    with kept(tmp_path) as api:
        assert list((tmp_path / "files").iterdir()) == [mine]
        assert api.get("image-to-3d").json() == []


def listed(api: Api) -> list[dict[str, Any]]:
    """List all tasks, page by page."""
    pages = [api.get("image-to-3d", params={"page_size": 50, "page_num": number}).json() for number in range(1, 6)]
    return [task for page in pages for task in page]


def test_a_clean_end(tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM end the command at once and without a traceback, with a stream open and a job under way."""
    for number in (signal.SIGINT, signal.SIGTERM):
        running, url = process(tmp_path)
        with httpx.Client(base_url=url, headers=KEY, timeout=60) as http:
            id = http.post(URL, json={**SMALL, "target_polycount": 5003, "should_texture": True}).json()["result"]
            with http.stream("GET", f"{URL}/{id}/stream") as response:
                lines = response.iter_lines()
                assert next(lines) == "event: message"
                running.send_signal(number)
                for _line in lines:
                    pass
        assert running.stderr is not None
        assert "Traceback" not in running.stderr.read()
        running.wait(120)
        running.stderr.close()


def test_the_plan_is_kept(tmp_path: Path) -> None:
    """A task keeps the plan that it was created with, even if the next run has another."""
    with kept(tmp_path, plan=Plan(pending=100.0, running=1.0)) as api:
        id = api.create()
        api.emulator.advance(seconds=50)
    with kept(tmp_path) as api:
        assert api.task(id)["status"] == "PENDING"
