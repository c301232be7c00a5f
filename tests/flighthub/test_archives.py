"""Zips from elsewhere: unpacked whole into their own folder, or not at all."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright import DownloadFailed
from meshwright.flighthub import archives
from meshwright.flighthub.archives import unpack


def packed(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return path


def test_a_good_zip_comes_out_as_it_went_in(tmp_path: Path) -> None:
    """Files and folders, empty ones too, under the names they have."""
    members = {"README.txt": b"hello", "mesh/model.obj": b"v 0 0 0\n" * 1000, "empty.bin": b"", "folder/": b""}
    files = unpack(packed(tmp_path / "a.zip", members), tmp_path / "a")
    assert {str(path.relative_to(tmp_path / "a")): path.read_bytes() for path in files} == {
        name: data for name, data in members.items() if not name.endswith("/")
    }


HOSTILE_NAMES = {
    "../out.txt": "leads out",
    "a/../../out.txt": "leads out",
    "/etc/out.txt": "leads out",
    "..\\out.txt": "differently",
    "C:out.txt": "differently",
    "con.txt": "differently",
    "a\nb.txt": "differently",
    "/".join("x" * 40) + "/a": "deep",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_are_refused(tmp_path: Path, name: str) -> None:
    """A name that leads elsewhere, here or on another system, refuses the whole zip; nothing is left behind."""
    archive = packed(tmp_path / "a.zip", {"good.txt": b"x", name: b"y"})
    with pytest.raises(DownloadFailed, match=HOSTILE_NAMES[name]):
        unpack(archive, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_links_are_refused(tmp_path: Path) -> None:
    """A symbolic link could make the next file land anywhere."""
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(DownloadFailed, match="link"):
        unpack(tmp_path / "a.zip", tmp_path / "a")


def test_names_that_meet_are_refused(tmp_path: Path) -> None:
    """Two files that are one on some systems are not unpacked over each other."""
    with pytest.raises(DownloadFailed, match="twice"):
        unpack(packed(tmp_path / "a.zip", {"A.txt": b"1", "a.txt": b"2"}), tmp_path / "a")


def test_bombs_are_defused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unpacked bytes are counted, regardless of what the zip declares, and all of them are removed again."""
    monkeypatch.setattr(archives, "ALWAYS_ALLOWED", 2**20)
    bomb = packed(tmp_path / "a.zip", {"zeros": bytes(64 * 2**20)})
    with pytest.raises(DownloadFailed, match="bomb"):
        unpack(bomb, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def lying(data: bytes) -> bytes:
    """Declare a size of 10 bytes in the directory."""
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", 10) + data[at + 4 :]


def encrypted(data: bytes) -> bytes:
    """Declare the only file encrypted."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "no zip": lambda _: b"<html>",
    "cut": lambda data: data[: len(data) // 2],
    "flipped": lambda data: data[:60] + bytes([data[60] ^ 0xFF]) + data[61:],
    "lying about a size": lying,
    "encrypted": encrypted,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_zips_are_refused(tmp_path: Path, damage: str) -> None:
    """Every kind of damage raises DownloadFailed, and the folder does not appear."""
    archive = packed(tmp_path / "a.zip", {"a.txt": bytes(range(256)) * 40})
    archive.write_bytes(DAMAGES[damage](archive.read_bytes()))
    with pytest.raises(DownloadFailed):
        unpack(archive, tmp_path / "a")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_damage_is_damage_however_it_was_packed(tmp_path: Path, method: int) -> None:
    """The other compressions have errors of their own; they come out as a DownloadFailed too."""
    archive = packed(tmp_path / "a.zip", {"a.txt": bytes(range(256)) * 40}, method)
    data = bytearray(archive.read_bytes())
    data[50:80] = b"\xff" * 30
    archive.write_bytes(data)
    with pytest.raises(DownloadFailed, match=r"a\.zip"):
        unpack(archive, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds files is not written into."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine.txt").write_text("mine")
    with pytest.raises(DownloadFailed, match="holds files already"):
        unpack(packed(tmp_path / "a.zip", {"mine.txt": b"yours"}), tmp_path / "a")
    assert (tmp_path / "a" / "mine.txt").read_text() == "mine"
    (tmp_path / "b").write_text("a file")
    with pytest.raises(DownloadFailed, match="name another folder"):
        unpack(tmp_path / "a.zip", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "a file"


@given(st.binary(max_size=400), st.integers(0, 300), st.integers(1, 255))
def test_no_bytes_do_harm(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int, flip: int) -> None:
    """A zip with any byte changed or anything behind it is unpacked or refused, and nothing appears beside it."""
    folder = tmp_path_factory.mktemp("zip")
    archive = packed(folder / "a.zip", {"a/b.txt": b"text" * 20, "c.txt": b""})
    data = bytearray(archive.read_bytes())
    data[at % len(data)] ^= flip
    archive.write_bytes(bytes(data) + noise)
    try:
        unpack(archive, folder / "a")
    except DownloadFailed:
        assert not (folder / "a").exists()
    assert {path.name for path in folder.iterdir()} <= {"a.zip", "a"}
