"""The engine's processes: limits, crashes, hostile inputs; a task FAILED with a sentence, and the next is fine."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from helpers.api import DONE, SMALL, Api, data_uri, picture
from helpers.processes import run_job, wait_for, workers
from meshwright import system
from meshwright.emulator import jobs, processes
from meshwright.emulator.processes import Workers
from PIL import Image


def planted(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine be another program."""
    monkeypatch.setattr(processes, "COMMAND", ("-c", program))
    monkeypatch.setattr(jobs, "_load", lambda *_: None)


def job(seconds: float = 20.0) -> dict[str, Any]:
    return run_job({"kind": "image-to-3d"}, seconds)  # type: ignore[no-any-return]


READ = "import sys, os, time; sys.stdin.readline(); "


@pytest.mark.parametrize(
    ("program", "message", "kind"),
    [
        (READ + "time.sleep(60)", "the job took longer than 1 s", "timeout"),
        (READ + "sys.stderr.write('a\\nboom'); os._exit(3)", "the engine crashed: boom", "server_error"),
        (READ + "os.abort()", "the engine crashed: status -6", "server_error"),
        (READ + "os.kill(os.getpid(), 9)", "the engine crashed: status -9", "server_error"),
        ("import os; os._exit(0)", "the engine crashed: status 0", "server_error"),
        (READ + "print('no JSON')", "the engine crashed: status 0", "server_error"),
        (READ + "print('[]')", "the engine crashed: status 0", "server_error"),
        (READ + "1/0", "the engine crashed: ZeroDivisionError: division by zero", "server_error"),
    ],
)
def test_how_a_process_can_end(program: str, message: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a process ends, it becomes an error with a sentence, and no process is left."""
    planted(program, monkeypatch)
    assert job(1.0 if "sleep" in program else 20.0)["error"] == {"message": message, "type": kind} | (
        {"code": "timeout"} if kind == "timeout" else {}
    )
    assert workers() == set()


FORK = "import os, meshwright.engine.worker as w; w._do = lambda *_: "


@pytest.mark.skipif(not system.FORKS, reason="needs fork")
@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("os.abort()", "status -6"),
        ("os.kill(os.getpid(), 9)", "status -9"),
        ("os._exit(3)", "status 3"),
        ("os.write(2, b'a\\nboom') and os._exit(0)", "boom"),
    ],
)
def test_how_a_fork_can_end(program: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that ends its fork, in any way, is reported as the end of a process."""
    planted(f"{FORK}{program}; w._load = lambda _: None; w.main()", monkeypatch)
    job = {"kind": "resize", "inputs": [], "request": {}, "folder": "", "memory": None}
    assert run_job(job, 20.0)["error"]["message"] == f"the engine crashed: {message}"


@pytest.mark.skipif(not system.FORKS, reason="needs fork")
def test_one_process_for_many_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs one after another have one worker, each in a fork: a limit of memory and a folder end with their job; a
    worker that was killed while it waited is replaced.
    """
    planted(
        f"{FORK}{{'values': dict(own=os.getpid(), worker=os.getppid(), tmp=os.environ['TMPDIR'])}}; "
        "w._load = lambda _: None; w.main()",
        monkeypatch,
    )

    async def run() -> list[dict[str, Any]]:
        workers, found = Workers(), []
        for number in range(4):
            folder = str(tmp_path / str(number))
            job = {"kind": "resize", "inputs": [], "request": {}, "folder": folder, "memory": 2**31 + number}
            found.append((await workers.run(job, 20.0))["values"])
            assert found[-1]["tmp"] == folder
            if number == 2:
                os.kill(found[-1]["worker"], signal.SIGKILL)
                await workers._idle[0]._process.wait()
        await workers.close()
        return found

    found = asyncio.run(run())
    assert len({each["own"] for each in found}) == 4
    assert len({each["worker"] for each in found[:3]}) == 1
    assert found[3]["worker"] != found[2]["worker"]
    assert not any(Path(f"/proc/{each['worker']}").exists() for each in found)


def test_an_engine_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the machine cannot start a process, the task reports it."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert job()["error"]["message"].startswith("the engine could not be started: ")


def test_what_a_library_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other output of the engine does no harm, from Python or from native code."""
    noise = "os.write(1, b'noise') and print('x') or {'files': {}}"
    planted(f"import os, meshwright.engine.worker as w; w._do = lambda *_: {noise}; w.main()", monkeypatch)
    job = {"kind": "resize", "inputs": [], "request": {}, "folder": "", "memory": None}
    assert run_job(job, 20.0) == {"files": {}}


def test_the_process_ends_with_its_caller() -> None:
    """When the emulator is gone, however it went, its stdin ends and so does the process."""
    program = "import time, meshwright.engine.worker as w; w._load = lambda _: None; w._do = lambda *_: time.sleep(60)"
    running = subprocess.Popen(
        [sys.executable, "-c", f"{program}; w.main()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(json.dumps({"kind": "x", "inputs": [], "request": {}, "folder": ""}).encode() + b"\n")
    running.stdin.close()
    assert running.wait(120) == 1
    running.stdout.close()


def test_modules_of_the_folder(tmp_path: Path) -> None:
    """A file named like a module, in the folder that the emulator was started in, does not shadow it."""
    (tmp_path / "numpy.py").write_text("raise SystemExit('a trap')")
    (tmp_path / "picture.png").write_bytes(picture(48))
    program = (
        "import asyncio, json, sys; sys.path.pop(0); from meshwright.emulator.processes import Workers\n"
        "job = {'kind': 'image-to-3d', 'inputs': ['picture.png'], 'folder': 'made', 'memory': None,\n"
        "       'request': {'target_polycount': 100, 'should_texture': False, 'target_formats': ['glb']}}\n"
        "print(json.dumps(asyncio.run(Workers().run(job, 60.0))))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["files"]["model_urls"] == {"glb": "model.glb"}


def failed(api: Api, kind: str, body: Any) -> dict[str, Any]:
    """Create a task that must fail, and see that the next one does not and that nothing was charged for it."""
    before = api.balance()
    task = api.done(kind, body)
    assert task["status"] == "FAILED", task
    assert (task["model_urls"], task["consumed_credits"], api.balance()) == ({}, 0, before)
    error: dict[str, Any] = task["task_error"]
    assert "Traceback" not in error["message"]
    assert api.done()["status"] == "SUCCEEDED"
    return error


def test_a_limit_of_time(started: Any) -> None:
    """A job that takes too long is ended, and its task FAILED with a timeout."""
    api = started(job_seconds=0.05)
    task = api.done(body={**SMALL, "target_polycount": 5005})
    assert task["task_error"] == {"message": "the job took longer than 0.05 s", "type": "timeout", "code": "timeout"}
    assert workers() == set()


def test_a_limit_of_memory(started: Any) -> None:
    """A job above its memory limit makes its task FAILED, wherever the allocation fails."""
    api = started(job_memory=300 * 2**20)
    body = {**SMALL, "target_polycount": 5006, "should_texture": True, "texture_resolution": "8k"}
    task = api.done(body=body)
    assert task["status"] == "FAILED"
    assert task["task_error"]["message"]
    assert api.get("balance").status_code == 200


@pytest.mark.parametrize("mebibytes", [1, 250, 350, 420, 460, 480, 500, 540])
def test_every_limit_of_memory(tmp_path: Path, mebibytes: int) -> None:
    """However little memory a job may have, it ends with a result or an error long before its deadline: OpenBLAS
    does not ask for a buffer again and again.
    """
    (tmp_path / "picture.png").write_bytes(picture(512))
    request = {"target_polycount": 300, "should_texture": True}
    job = {"kind": "image-to-3d", "inputs": [str(tmp_path / "picture.png")], "request": request}
    result = run_job({**job, "folder": str(tmp_path / "out"), "memory": mebibytes * 2**20}, 60.0)
    assert "models" in result or result["error"].get("code") != "timeout"
    if mebibytes <= 250:
        assert result["error"]["message"] == "the job needs more memory than its limit"


def test_photos_are_not_blamed_for_a_lack_of_memory(tmp_path: Path) -> None:
    """A survey with too little memory reports that, and does not call its photos unreadable."""
    (tmp_path / "photo.png").write_bytes(picture(512))
    job = {
        "kind": "open-model",
        "inputs": [str(tmp_path / "photo.png")] * 3,
        "request": {"kind": "2d", "parameters": {}, "method": "mosaic"},
        "folder": str(tmp_path / "out"),
        "memory": 2**20,
    }
    result = run_job(job, 120.0)
    assert result["error"]["message"] == "the job needs more memory than its limit"


def test_an_outcome_that_is_none(started: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that answers nonsense makes its task FAILED, and the emulator goes on."""
    with monkeypatch.context() as patch:
        planted(READ + "print('{\"unknown\": 1}')", patch)
        api = started()
        task = api.done(body={**SMALL, "target_polycount": 5007})
    assert task["status"] == "FAILED"
    assert task["task_error"]["message"].startswith("the emulator failed: TypeError")
    wait_for(lambda: not any(worker.lives for worker in api.emulator.meshy._runner._workers._idle))
    assert api.done()["status"] == "SUCCEEDED"


# ---------------------------------------------------------------------------------------------------- hostile inputs
def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb_png() -> bytes:
    """A picture of 50,000 x 50,000 pixels in some kilobytes."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "JPEG")
    return out.getvalue()


PICTURES = {
    "bomb": (bomb_png(), "image/png"),
    "truncated": (picture()[:-200], "image/png"),
    "head only": (picture()[:8], "image/png"),
    "no pixels": (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 0, 0, 8, 2, 0, 0, 0)), "image/png"),
    "truncated jpeg": (jpeg()[:300], "image/jpeg"),
    "jpeg head": (b"\xff\xd8\xff\xe0", "image/jpeg"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_hostile_pictures(shared: Api, name: str) -> None:
    """A picture that is a bomb, broken or empty makes that task FAILED with a sentence about the picture."""
    content, media_type = PICTURES[name]
    error = failed(shared, "image-to-3d", {**SMALL, "image_url": data_uri(content, media_type)})
    assert error["type"] == "invalid_input"
    assert len(error["message"]) > 10


def glb(document: bytes) -> bytes:
    padded = document + b" " * (-len(document) % 4)
    return b"glTF" + struct.pack("<II", 2, 20 + len(padded)) + struct.pack("<I4s", len(padded), b"JSON") + padded


MODELS = {
    "text": b"this is no model at all, only text\n" * 10,
    "truncated glb": b"glTF" + struct.pack("<II", 2, 10**6) + b"\x00" * 64,
    "deep json": glb(b"[" * 100_000),
    "huge buffer": glb(b'{"asset":{"version":"2.0"},"buffers":[{"byteLength":1000000000000}]}'),
    "huge stl": b"\x00" * 80 + struct.pack("<I", 2**32 - 1),
    "empty obj": b"# nothing\n",
    "not a number": b"solid x\nfacet normal nan nan nan\nouter loop\n"
    + b"vertex nan inf 1e999\n" * 3
    + b"endloop\nendfacet\n",
}


@pytest.mark.parametrize("name", MODELS)
def test_hostile_models(shared: Api, name: str) -> None:
    """A model that is text, broken, deep or full of nonsense makes that task FAILED with a sentence about the model."""
    uri = data_uri(MODELS[name], "application/octet-stream")
    error = failed(shared, "resize", {"model_url": uri, "resize_height": 1.0})
    assert error["type"] == "invalid_input", error
    assert len(error["message"]) > 10


# ---------------------------------------------------------------------------------------------------- the result cache
def test_done_once(started: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work asked for many times at once, of two emulators, is done once by each at most, and the files of
    every task are its own to delete.
    """
    done: list[object] = []

    run = Workers.run

    async def counted(workers: Workers, job: Any, seconds: float) -> Any:
        done.append(job)
        return await run(workers, job, seconds)

    monkeypatch.setattr(Workers, "run", counted)
    apis = [started(), started()]
    body = {**SMALL, "target_polycount": 5008}
    ids = [[api.create(body=body) for _ in range(5)] for api in apis]
    for api, own in zip(apis, ids, strict=True):
        api.emulator.advance(seconds=DONE)
        tasks = [api.task(id) for id in own]
        assert [task["status"] for task in tasks] == ["SUCCEEDED"] * 5
        api.http.delete(f"/openapi/v1/image-to-3d/{own[0]}")
        files = [api.http.get(task["model_urls"]["glb"]) for task in tasks]
        assert [file.status_code for file in files] == [404, 200, 200, 200, 200]
        assert len({file.content for file in files[1:]}) == 1
    assert 1 <= len(done) <= 2
    assert not apis[0].emulator.meshy._runner._turns


def test_the_cache_evicts(started: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result cache keeps the work that was asked for last and no more of it than it should."""
    monkeypatch.setattr(jobs, "REMEMBERED", 1)
    api = started()
    for count in (5010, 5011):
        assert api.done(body={**SMALL, "target_polycount": count})["status"] == "SUCCEEDED"
    assert len(list(jobs.result_cache().iterdir())) == 1


def test_a_picture_that_only_comes_back(api: Api) -> None:
    """A reference picture of the request is not kept in memory; answers give its URL, and it is a file of the task."""
    body = {**SMALL, "texture_image_url": data_uri(picture(40))}
    id = api.create(body=body)
    assert len(json.dumps(api.emulator.meshy.store.find(id).request)) < 2000
    assert api.http.get(api.task(id)["texture_image_url"]).content == picture(40)
    given = {**SMALL, "texture_image_url": "http://127.0.0.1:9/a.png"}
    assert api.task(api.create(body=given))["texture_image_url"] == "http://127.0.0.1:9/a.png"
    wrong = api.post(body={**SMALL, "texture_image_url": data_uri(b"GIF89a")})
    assert wrong.json()["message"].startswith("texture_image_url: invalid image format")
    references = [data_uri(picture(40)), data_uri(picture(44))]
    source = {"image_urls": [SMALL["image_url"]], "ai_model": "latest"}
    many = {**SMALL, **source, "texture_image_urls": references}
    urls = api.task(api.create("multi-image-to-3d", many), "multi-image-to-3d")["texture_image_urls"]
    assert [api.http.get(url).content for url in urls] == [picture(40), picture(44)]


# ---------------------------------------------------------------------------------------------------- concurrency
def test_credits_for_one(started: Any) -> None:
    """Of many creates at once with credits for one, one is accepted."""
    from concurrent.futures import ThreadPoolExecutor

    api = started(balance=9)
    with ThreadPoolExecutor(8) as pool:
        codes = [response.status_code for response in pool.map(lambda _: api.post(), range(8))]
    assert sorted(codes) == [202] + [402] * 7
    assert api.balance() == 4
    assert len(api.get("image-to-3d").json()) == 1
    assert len(list(api.emulator.meshy.folder.iterdir())) == 1


def test_room_for_one(started: Any) -> None:
    """Of many creates at once with room for one in the queue, one is accepted, though their pictures come slowly."""
    import threading
    from concurrent.futures import ThreadPoolExecutor

    from helpers.other_server import other_server, send

    together = threading.Barrier(4, timeout=120)

    def answer(handler: Any, _: int) -> None:
        together.wait()
        send(handler, 200, picture())

    api = started(queue=1)
    with other_server(answer) as other, ThreadPoolExecutor(4) as pool:
        body = {**SMALL, "image_url": other.url}
        codes = [response.status_code for response in pool.map(lambda _: api.post(body=body), range(4))]
    assert sorted(codes) == [202] + [429] * 3
    assert api.balance() == 995
