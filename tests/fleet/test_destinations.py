"""Where results go: a folder or a bucket, and what is checked before anything is bought."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from meshwright import ConfigurationError, DownloadFailed, Ledger
from meshwright.fleet.buckets import Bucket
from meshwright.fleet.destinations import absolute, open_results
from meshwright.fleet.results import FolderResults
from meshwright.ledger.journal import SharedLedger


@define
class Store:
    """A store of objects, as boto3's client."""

    objects: dict[str, bytes] = field(factory=dict[str, bytes])
    short: int = 0
    """Bytes that are lost on the way."""

    def upload_file(self, path: str, bucket: str, key: str) -> None:
        """Store a file."""
        content = Path(path).read_bytes()
        self.objects[key] = content[: len(content) - self.short]

    def put_object(self, **named: Any) -> None:
        """Store an object."""
        self.objects[named["Key"]] = named["Body"]

    def head_object(self, **named: Any) -> dict[str, Any]:
        """Return the size of an object."""
        return {"ContentLength": len(self.objects[named["Key"]])}

    def copy(self, source: dict[str, str], bucket: str, key: str) -> None:
        """Copy an object."""
        self.objects[key] = self.objects[source["Key"]]

    def delete_object(self, **named: Any) -> None:
        """Delete an object."""
        del self.objects[named["Key"]]

    def get_object(self, **named: Any) -> dict[str, Any]:
        """Return an object."""
        return {"Body": io.BytesIO(self.objects[named["Key"]])}


async def fetched(folder: Path) -> list[Path]:
    """Fetch two files."""
    (folder / "1-image").mkdir(parents=True)
    paths = [folder / "a.glb", folder / "1-image" / "b.png"]
    for path in paths:
        path.write_bytes(b"x" * 10)
    return paths


def test_files_in_a_bucket(tmp_path: Path) -> None:
    """Each is under its name, whole; no copy is left here, and no other object there."""
    store = Store()
    bucket = Bucket("models", "first/", tmp_path / "scratch", store)
    bucket.check()
    places = asyncio.run(bucket.store("cat", fetched))
    assert places == ["s3://models/first/cat/a.glb", "s3://models/first/cat/1-image/b.png"]
    assert sorted(store.objects) == ["first/cat/1-image/b.png", "first/cat/a.glb"]
    assert bucket.read(places[0]) == b"x" * 10
    assert list((tmp_path / "scratch").iterdir()) == []
    with pytest.raises(OSError, match="s3://models/first/none cannot be read"):
        bucket.read("s3://models/first/none")


def test_an_item_without_files(tmp_path: Path) -> None:
    """There is nothing to store, nor to remove."""

    async def nothing(_: Path) -> list[Path]:
        return []

    assert asyncio.run(Bucket("models", "", tmp_path / "scratch", Store()).store("cat", nothing)) == []


def test_two_checks_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker whose probe another worker removes has been able to write it."""
    touch = Path.touch

    def removed(path: Path) -> None:
        touch(path)
        path.unlink()

    monkeypatch.setattr(Path, "touch", removed)
    FolderResults(tmp_path).check()


def test_a_file_that_arrives_cut(tmp_path: Path) -> None:
    """It is not stored under its name, and its rest is deleted."""
    store = Store(short=3)
    bucket = Bucket("models", "", tmp_path / "scratch", store)
    with pytest.raises(DownloadFailed, match=r"could not be stored as s3://models/cat/a\.glb: 7 of 10 bytes arrived"):
        asyncio.run(bucket.store("cat", fetched))
    assert store.objects == {}


def test_the_address_of_a_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs a name; a prefix is a folder, with or without a slash at its end."""
    monkeypatch.setattr("boto3.client", lambda _: Store())
    with pytest.raises(ConfigurationError, match="out='s3:///models' names no bucket"):
        Bucket.at("s3:///models", tmp_path)
    found = [Bucket.at(f"s3://models{end}", tmp_path) for end in ("", "/", "/a/b", "/a/b/")]
    assert [(bucket.bucket, bucket.prefix) for bucket in found] == [("models", ""), ("models", "")] + 2 * [
        ("models", "a/b/")
    ]
    assert "Store" not in repr(found[0])


def test_the_kind_of_a_destination(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files on their way to a bucket are beside a ledger in a file, and else in the folder for such files."""
    monkeypatch.setattr("boto3.client", lambda _: Store())
    with Ledger(tmp_path / "ledger") as ledger:
        assert open_results(str(tmp_path / "out"), ledger) == FolderResults(tmp_path / "out")
        bucket = open_results("s3://models", ledger)
        assert isinstance(bucket, Bucket)
        assert bucket.scratch == tmp_path / "ledger.files"
    shared = open_results("s3://models", SharedLedger.__new__(SharedLedger))
    assert isinstance(shared, Bucket)
    assert shared.scratch == Path(tempfile.gettempdir()) / "meshwright-batch"


def test_a_destination_means_the_same_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every folder in which a program is started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert [absolute(out) for out in ("x", Path("~/x"), "s3://a/b/", "s3://a")] == [
        str(tmp_path / "x"),
        str(tmp_path / "home" / "x"),
        "s3://a/b",
        "s3://a",
    ]


def test_a_folder(tmp_path: Path) -> None:
    """It is created with those above it, and the check leaves nothing; a folder that cannot be one is named."""
    results = FolderResults(tmp_path / "a" / "b")
    for _ in range(2):
        results.check()
        (tmp_path / "a" / "b" / ".meshwright").touch()
    results.check()
    assert list((tmp_path / "a" / "b").iterdir()) == []
    places = asyncio.run(results.store("cat", fetched))
    assert places == [str(tmp_path / "a" / "b" / "cat" / name) for name in ("a.glb", "1-image/b.png")]
    assert results.read(places[0]) == b"x" * 10
    with pytest.raises(ConfigurationError, match=r"written to .*a\.glb: File exists\. Nothing was bought"):
        FolderResults(Path(places[0])).check()
