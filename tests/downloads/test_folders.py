"""Folders that hold files already: nothing that is not of the task is replaced, and nothing is mixed."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from attrs import define
from helpers.file_hosts import files_in
from helpers.loopback import Exchange, LoopbackServer, json_response, response
from hypothesis import given
from hypothesis import strategies as st
from meshwright import AsyncMeshy, DownloadFailed, FolderInUse, Ledger, Meshy
from meshwright.downloads.folders import RECORD, TargetFolder

pytestmark = pytest.mark.usefixtures("no_certificates")
A, B = "018a", "018b"
FORMATS = {A: ("glb", "obj"), B: ("glb", "fbx")}


@define
class Service:
    """Two finished tasks; the files of each name it."""

    tag: str = ""

    def __call__(self, exchange: Exchange) -> None:
        *_, id, name = exchange.path.split("/")
        if exchange.path.startswith("/openapi"):
            here = f"http://{exchange.headers['host']}/{name}"
            urls = {key: f"{here}/{key}" for key in FORMATS[name]}
            exchange.send(json_response({"id": name, "status": "SUCCEEDED", "progress": 100, "model_urls": urls}))
        else:
            exchange.send(response(200, content(id, name, self.tag), etag='"same"'))


def content(id: str, name: str, tag: str = "") -> bytes:
    """Write what a file of a task holds."""
    return f"glTF {name} of {id}{tag}".encode()


Download = Callable[..., list[Path]]


@pytest.fixture(params=["Meshy", "AsyncMeshy"])
def download(request: pytest.FixtureRequest) -> Any:
    """Return a function that downloads a task with either client."""
    with LoopbackServer(Service()) as server:

        def bring(id: str, folder: Path, **options: Any) -> list[Path]:
            if request.param == "Meshy":
                with Meshy("msy_a_key", base_url=server.url, rate=None) as meshy:
                    return meshy.image_to_3d.task(id).download(folder, **options)

            async def main() -> list[Path]:
                async with AsyncMeshy("msy_a_key", base_url=server.url, rate=None) as meshy:
                    return await meshy.image_to_3d.task(id).download(folder, **options)

            return asyncio.run(main())

        bring.seen = server.seen  # type: ignore[attr-defined]
        yield bring


def fetched(download: Any) -> int:
    """Count the files that were asked for."""
    return sum(not exchange.path.startswith("/openapi") for exchange in download.seen)


def test_a_second_task_is_refused(download: Any, tmp_path: Path) -> None:
    """Nothing of it is fetched, not even under names of its own; the error names the task whose files are there."""
    download(A, tmp_path)
    with pytest.raises(FolderInUse, match=rf"is in use: model\.(glb|obj) is of task {A}.*overwrite=True") as caught:
        download(B, tmp_path)
    assert set(caught.value.missing) == {"model.glb", "model.obj"}
    assert files_in(tmp_path) == ["model.glb", "model.obj"]
    assert (tmp_path / "model.glb").read_bytes() == content(A, "glb")
    with pytest.raises(FolderInUse):
        download(B, tmp_path, formats=["fbx"])
    assert fetched(download) == 2


def test_overwrite_replaces(download: Any, tmp_path: Path) -> None:
    """With ``overwrite=True`` files are replaced."""
    download(A, tmp_path, formats=["glb"])
    download(B, tmp_path, overwrite=True)
    assert (tmp_path / "model.glb").read_bytes() == content(B, "glb")
    assert download(B, tmp_path)


def test_the_same_task_again(download: Any, tmp_path: Path) -> None:
    """Fetching a task again downloads only the missing files, also after the folder was moved."""
    download(A, tmp_path / "out", formats=["glb"])
    (tmp_path / "out").rename(tmp_path / "moved")
    assert download(A, tmp_path / "moved") == [tmp_path / "moved" / "model.glb", tmp_path / "moved" / "model.obj"]
    assert fetched(download) == 2
    (tmp_path / "moved" / "model.obj").unlink()
    download(A, tmp_path / "moved")
    assert fetched(download) == 3


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"!")


def edit_same_size(path: Path) -> None:
    path.write_bytes(path.read_bytes()[::-1])


def link(path: Path) -> None:
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [edit, edit_same_size, link, dangling, folder])
def test_a_file_that_was_changed_is_not_ours(download: Any, change: Callable[[Path], None], tmp_path: Path) -> None:
    """An edited file, a link or a folder in its place is left alone."""
    download(A, tmp_path)
    change(tmp_path / "model.obj")
    with pytest.raises(FolderInUse, match=r"model\.obj was not fetched for this task, or was changed since"):
        download(A, tmp_path)
    assert fetched(download) == 2


@pytest.mark.parametrize("kept", [b"mine", b"", content(A, "glb")])
def test_a_file_of_the_users_is_left_alone(download: Any, kept: bytes, tmp_path: Path) -> None:
    """A file that was not fetched is never replaced, with any content."""
    (tmp_path / "model.glb").write_bytes(kept)
    with pytest.raises(FolderInUse):
        download(A, tmp_path)
    assert (tmp_path / "model.glb").read_bytes() == kept
    assert files_in(tmp_path) == ["model.glb"]


def test_other_files_are_no_matter(download: Any, tmp_path: Path) -> None:
    """Files of other names may be in the folder."""
    for name in ("cat.png", "model.blend", "notes.txt", "model.glb.bak"):
        (tmp_path / name).write_text("mine")
    assert download(A, tmp_path)


@pytest.mark.parametrize("damage", [b"\xff\xfe", b"{", b"[1]\n", b"null\n", b'{"name": "../x"}\n', b"{}\n" * 1000])
def test_a_damaged_record(download: Any, damage: bytes, tmp_path: Path) -> None:
    """Lines that cannot be read count as none, and lines behind them do count."""
    (tmp_path / RECORD).write_bytes(damage)
    download(A, tmp_path)
    download(A, tmp_path)
    assert fetched(download) == 2


def test_a_lost_record(download: Any, tmp_path: Path) -> None:
    """Without the record nothing is known to be ours, and nothing is replaced."""
    download(A, tmp_path)
    (tmp_path / RECORD).unlink()
    with pytest.raises(FolderInUse):
        download(A, tmp_path)


def test_a_record_behind_a_link(download: Any, tmp_path: Path) -> None:
    """The record is never written through a link."""
    (tmp_path / "precious").write_text("precious")
    (out := tmp_path / "out").mkdir()
    (out / RECORD).symlink_to(tmp_path / "precious")
    with pytest.raises(DownloadFailed, match=r"the record of the files there, cannot be written: [^\[]+;"):
        download(A, out)
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_partial_file_of_another_task(download: Any, tmp_path: Path) -> None:
    """The partial file of another task's download is not continued, though the ETag is the same."""
    (tmp_path / "model.glb.part").write_bytes(b"glTF of another")
    (tmp_path / "model.glb.part.etag").write_text(f'"same"\n{B} model_urls/glb')
    download(A, tmp_path, formats=["glb"])
    assert (tmp_path / "model.glb").read_bytes() == content(A, "glb")


@pytest.mark.parametrize("newcomer", ["a file of the user's", "a file of another task"])
def test_what_arrives_during_the_download(newcomer: str, tmp_path: Path) -> None:
    """A file that appears while another is under way is not replaced, and not mixed with."""
    service = Service()
    arriving = Lock()  # files are fetched side by side: none is answered before the newcomer is whole

    def serve(exchange: Exchange) -> None:
        with arriving:
            if not exchange.path.startswith("/openapi") and not (tmp_path / "model.obj").exists():
                (tmp_path / "model.obj").write_text("mine")
                if "task" in newcomer:
                    entry = {"task": B, "name": "model.obj", "size": 4, "sha256": sha256(b"mine").hexdigest()}
                    (tmp_path / RECORD).write_text(json.dumps(entry) + "\n")
        service(exchange)

    with (
        LoopbackServer(serve) as server,
        Meshy("msy_a_key", base_url=server.url, rate=None) as meshy,
        pytest.raises(DownloadFailed, match=r"model\.obj") as caught,
    ):
        meshy.image_to_3d.task(A).download(tmp_path)
    assert (tmp_path / "model.obj").read_text() == "mine"
    assert (tmp_path / "model.glb").exists() == ("user" in newcomer)
    assert set(caught.value.missing) >= {"model.obj"}


def test_a_refusal_is_not_remembered(tmp_path: Path) -> None:
    """``resume()`` does not go on with a download that was refused."""
    (tmp_path / "model.glb").write_text("mine")
    with LoopbackServer(Service()) as server, Ledger(tmp_path / "ledger") as ledger:
        with Meshy("msy_a_key", base_url=server.url, ledger=ledger) as meshy, pytest.raises(FolderInUse):
            meshy.image_to_3d.task(A).download(tmp_path)
        with closing(sqlite3.connect(ledger.path)) as database:
            assert database.execute("select count(*) from download").fetchone() == (0,)


names = st.sampled_from(["model.glb", "model.obj", "MODEL.GLB", "notes.txt", "thumbnail.png", "model.jpg"])


@given(st.lists(st.tuples(names, st.sampled_from([A, B, ""])), max_size=6), st.sampled_from([A, B]))
def test_only_what_is_ours_passes(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str]], task: str
) -> None:
    """A folder passes only if every file that would be replaced, and every recorded one, is of the task."""
    path = tmp_path_factory.mktemp("folder")
    owner: dict[str, str] = {}
    for name, whose in entries:
        (path / name).write_text(name)
        if whose:
            owner[name.casefold()] = whose
            digest = sha256(name.encode()).hexdigest()
            line = {"task": whose, "name": name, "size": len(name), "sha256": digest}
            with (path / RECORD).open("a") as record:
                record.write(json.dumps(line) + "\n")
    wanted = ["model.glb", "model.obj"]
    there = {each.name for each in path.iterdir()} - {RECORD}
    foreign = {name for name in there if owner.get(name.casefold(), task) != task}
    unknown = {name for name in wanted if name in there and owner.get(name.casefold()) != task}
    try:
        TargetFolder(path, task).check(wanted)
    except FolderInUse:
        refused = True
    else:
        refused = False
    assert refused or not (foreign | unknown)
