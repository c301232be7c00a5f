"""Partial files: their tag, their lock, the moment at which they get the name, and races with other programs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.file_hosts import names
from meshwright import system
from meshwright.downloads import partial
from meshwright.downloads.partial import PartialFile, content_of, partial_file
from meshwright.errors import DownloadFailed


@pytest.fixture(autouse=True)
def _nothing_is_synced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy disk would take seconds."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """The path of the complete file."""
    return tmp_path / "model.glb"


@pytest.fixture
def part(target: Path) -> Iterator[PartialFile]:
    """Open the partial file of the target."""
    with partial_file(target, "task one") as opened:
        yield opened


def tagged(part: PartialFile, etag: str, content: bytes = b"content") -> str:
    """Begin a file of this edition and return the etag that the partial file then has."""
    part.restart(etag, 7)
    part.stream.write(content)
    part.stream.flush()
    return part.etag()


def test_the_tag_of_a_partial_file(part: PartialFile, target: Path) -> None:
    """A strong etag is kept beside the content, and is of no use without content or for another source."""
    assert tagged(part, '"one"') == '"one"'
    assert (part.total, part.head(3), part.size) == (7, b"con", 7)
    assert (target.parent / "model.glb.part.etag").read_bytes() == b'"one"\ntask one'
    assert PartialFile(target, part.path, "task two", part.stream).etag() == ""
    assert tagged(part, '"two"', b"") == ""
    assert tagged(part, 'W/"weak"') == ""
    assert names(target.parent) == ["model.glb.part"]


def test_a_tag_without_a_source(part: PartialFile, target: Path) -> None:
    """A tag that names no source fits any."""
    tagged(part, "")
    (target.parent / "model.glb.part.etag").write_bytes(b'"one"')
    assert part.etag() == '"one"'


@pytest.mark.parametrize(("length", "kept"), [(4096, True), (4097, False)])
def test_the_longest_tag(length: int, kept: bool, target: Path) -> None:
    """A tag with its source may have 4096 bytes; a longer one is not kept."""
    with partial_file(target, "s") as part:
        etag = f'"{"a" * (length - 4)}"'
        assert tagged(part, etag) == (etag if kept else "")


def test_a_new_beginning_drops_the_content(part: PartialFile) -> None:
    """Nothing of the old edition stays, and the next byte is the first."""
    tagged(part, '"one"')
    part.restart()
    assert (part.size, part.total, part.etag()) == (0, None, "")
    part.stream.write(b"new")
    assert part.head(9) == b"new"


def test_the_content_is_on_the_disk_before_it_gets_the_name(
    part: PartialFile, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power failure leaves the whole file under the name, or none."""
    synced: list[tuple[int, bool]] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append((os.fstat(handle).st_size, target.exists())))
    part.restart('"one"')
    part.stream.write(b"content")
    part.finish(target)
    assert synced == [(7, False)]
    assert target.read_bytes() == b"content"
    assert names(target.parent) == ["model.glb"]


@pytest.mark.parametrize("renamed", [True, False], ids=["POSIX", "Windows"])
def test_when_the_file_is_closed(
    renamed: bool, part: PartialFile, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an open file cannot be renamed it is closed first; elsewhere its lock is held until the end."""
    monkeypatch.setattr(system, "OPEN_FILES_CAN_BE_RENAMED", renamed)
    part.finish(target)
    assert part.stream.closed is not renamed


def test_the_mode_of_a_file(part: PartialFile, target: Path) -> None:
    """A downloaded file has the mode of any new file of the user."""
    part.finish(target)
    (other := target.with_name("other")).write_bytes(b"")
    assert target.stat().st_mode == other.stat().st_mode


def test_a_folder_at_the_tags_place_stays(part: PartialFile, target: Path) -> None:
    """It is neither read nor removed, and the file arrives all the same."""
    (folder := target.parent / "model.glb.part.etag").mkdir()
    assert tagged(part, '"one"') == ""
    part.finish(target)
    assert folder.is_dir()


def test_an_empty_partial_file_is_removed(target: Path) -> None:
    """Bytes that have arrived stay for a later process, and the file of another program is left as it was."""
    with partial_file(target):
        pass
    assert names(target.parent) == []
    with partial_file(target) as part:
        part.stream.write(b"x")
        part.stream.flush()
    assert names(target.parent) == ["model.glb.part"]
    with partial_file(target) as part:
        part.restart()
        part.path.unlink()
        part.path.write_bytes(b"of another")
    assert part.path.read_bytes() == b"of another"


def test_one_download_at_a_time(part: PartialFile, target: Path) -> None:
    """A partial file in use is refused by the name of the file; a later download gets it."""
    with (
        pytest.raises(DownloadFailed, match=r"^model\.glb: another download is writing it") as caught,
        partial_file(target),
    ):
        pass
    assert caught.value.__cause__ is None
    part.stream.close()
    with partial_file(target) as later:
        assert later.size == 0


def test_a_link_that_appears_while_the_file_is_opened(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that gets another name at this moment is not written to: it may belong to another program."""
    try_lock, other = system.try_lock, target.with_name("other")

    def linked(handle: int) -> bool | None:
        if not other.exists():
            other.hardlink_to(target.with_name("model.glb.part"))
        return try_lock(handle)

    monkeypatch.setattr(system, "try_lock", linked)
    with partial_file(target) as part:
        part.stream.write(b"content")
        part.finish(target)
    assert (target.read_bytes(), other.read_bytes()) == (b"content", b"")


@pytest.mark.parametrize("error", [FileExistsError, FileNotFoundError])
def test_a_race_to_open_it(error: type[OSError], target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partial file that another download creates or renames at this moment is looked at again."""
    opened, failed = partial.opened, []

    def racing(*arguments: Any) -> Any:
        if not failed:
            failed.append(1)
            raise error
        return opened(*arguments)

    monkeypatch.setattr(partial, "opened", racing)
    with partial_file(target) as part:
        assert part.size == 0


def test_content_of_what_is_not_a_file(tmp_path: Path) -> None:
    """Only a regular file is read, and only as far as the limit."""
    (file := tmp_path / "file").write_bytes(b"content")
    assert content_of(file, 3) == b"con"
    assert content_of(tmp_path, 3) == b""
    assert content_of(tmp_path / "missing", 3) == b""
    (tmp_path / "link").symlink_to(file)
    assert content_of(tmp_path / "link", 3) == b""
