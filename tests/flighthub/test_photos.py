"""Which files an upload takes, and what they are called: links, second memory cards, names that are the same."""

from __future__ import annotations

import os
import string
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright import FlightHub, InputError, UploadIncomplete
from meshwright.emulator import Emulator
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.troubles import STORE
from meshwright.flighthub.photos import LARGEST, Names, photos_in, unsafe


def card(folder: Path, *names: str) -> Path:
    """Fill a folder with files that all differ."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or [f"DJI_{number:04}.JPG" for number in range(5)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.fsencode(path))
    return folder


def names_of(source: Path | list[Path], names: Names = "file") -> list[str]:
    return sorted(photo.name for photo in photos_in(source, names))


def refused(source: Path | list[Path], names: Names = "file") -> str:
    with pytest.raises(InputError) as caught:
        photos_in(source, names)
    return str(caught.value)


# ---------------------------------------------------------------------------------------------------- links
def test_linked_folders_and_files_come_along(tmp_path: Path) -> None:
    """The target of a link in the folder is uploaded, inside the folder or outside, a folder or a file."""
    flight = card(tmp_path / "flight", "a.jpg", "b.jpg")
    (flight / "card2").symlink_to(card(tmp_path / "disk", "c.jpg", "deep/d.jpg"))
    (flight / "e.jpg").symlink_to(card(tmp_path / "other", "elsewhere.jpg") / "elsewhere.jpg")
    assert names_of(flight) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]
    whole = tmp_path / "linked"
    whole.symlink_to(flight)
    assert names_of(whole) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"]
    assert names_of(flight, "folder") == ["a.jpg", "b.jpg", "card2_c.jpg", "card2_deep_d.jpg", "e.jpg"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    """Links to the folder itself, to a parent and to each other: every file is taken once, under its plain path."""
    flight = card(tmp_path / "flight", *"abcd", "sub/e")
    (flight / "self").symlink_to(flight)
    (flight / "sub" / "up").symlink_to(tmp_path)
    (flight / "0first").symlink_to(flight / "sub")
    (flight / "one").symlink_to(card(tmp_path / "two", "f"))
    (tmp_path / "two" / "back").symlink_to(flight)
    assert names_of(flight) == ["a", "b", "c", "d", "e", "f"]
    assert names_of(flight, "folder") == ["a", "b", "c", "d", "one_f", "sub_e"]


def test_a_photo_that_is_reached_twice_goes_once(tmp_path: Path) -> None:
    """A link to a photo beside it, and a path that is given twice, add nothing; the name without a link stays."""
    flight = card(tmp_path / "flight", *"bcdef")
    (flight / "a").symlink_to("f")
    (flight / "again").symlink_to(flight)
    assert names_of(flight) == ["b", "c", "d", "e", "f"]
    assert names_of([flight / "a", *sorted(flight.glob("?")), flight]) == ["b", "c", "d", "e", "f"]


@pytest.mark.parametrize("target", ["missing.jpg", "broken.jpg", "nowhere/at/all.jpg"])
def test_a_broken_link_is_named(tmp_path: Path, target: str) -> None:
    """A link to something that is not there (a disk that is not mounted) or to itself is refused, not left out."""
    flight = card(tmp_path / "flight")
    (flight / "broken.jpg").symlink_to(target)
    assert "broken.jpg" in (said := refused(flight))
    assert "is a link to something that is not there" in said or "Too many levels" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A subfolder without permission is refused: its photos would be missing from the model."""
    flight = card(tmp_path / "flight")
    locked = card(flight / "locked")
    for mode in (0o000, 0o400):
        locked.chmod(mode)
        assert "locked" in (said := refused(flight))
        assert "cannot be read: Permission denied" in said
    locked.chmod(0o700)


def test_files_of_the_system_are_passed_over(tmp_path: Path) -> None:
    """Hidden files, AppleDouble files and caches of thumbnails are not photos, empty or not."""
    flight = card(tmp_path / "flight")
    for name in ("._DJI_0001.JPG", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/DJI_0001.JPG", ".trash/x.jpg"):
        (flight / name).parent.mkdir(exist_ok=True)
        (flight / name).touch()
    os.mkfifo(flight / "pipe")
    assert len(names_of(flight)) == 5


# ---------------------------------------------------------------------------------------------------- names
def test_two_cards_get_names_of_their_own(hub: FlightHub, tmp_path: Path) -> None:
    """Two DJI_0001.JPG are refused with the option that helps; with it both arrive under their folders' names."""
    flight = tmp_path / "flight"
    card(flight / "100MEDIA")
    card(flight / "101MEDIA")
    said = refused(flight)
    assert 'names="folder" (--names folder)' in said
    assert "101MEDIA_DJI_0000.JPG" in said
    both = sorted(f"{media}MEDIA_DJI_{n:04}.JPG" for media in (100, 101) for n in range(5))
    assert sorted(hub.resources.upload(flight, names="folder").file_names or []) == both
    assert names_of([flight / "100MEDIA", flight / "101MEDIA"], "folder") == both
    assert names_of(sorted(flight.rglob("*.JPG")), "folder") == both
    assert names_of(flight / "100MEDIA", "folder") == [f"DJI_{n:04}.JPG" for n in range(5)]


def test_names_that_are_the_same_for_other_systems(tmp_path: Path) -> None:
    """Names that differ in case or in the form of an accent only are refused, with the option where it helps."""
    for one, other in (("DJI_1.JPG", "dji_1.jpg"), *((unicodedata.normalize(f, "Zürich") for f in ("NFC", "NFD")),)):
        flight = tmp_path / one
        card(flight / "a", one, *"1234")
        card(flight / "b", other)
        said = refused(flight)
        assert "are the same on" in said
        assert "--names folder" in said
        assert len(names_of(flight, "folder")) == 6
    beside = card(tmp_path / "beside", "DJI_1.JPG", "dji_1.jpg", *"1234")
    if len(list(beside.iterdir())) == 6:  # where the file system tells them apart
        assert refused(beside).endswith("rename one of them")


def test_names_that_still_collide(tmp_path: Path) -> None:
    """Folders whose names run together are named, and only a person can rename one."""
    flight = card(tmp_path / "flight", "a_b/c.jpg", "a/b_c.jpg", *"1234")
    assert refused(flight, "folder").endswith("rename one of them")
    assert len(names_of(flight)) == 6
    deep = card(tmp_path / "deep", "/".join("x" * 100 for _ in range(3)) + "/a.jpg", *"1234")
    assert "is longer than 255 bytes" in refused(deep, "folder")
    assert "names: must be one of file, folder" in refused(flight, "both")  # type: ignore[arg-type]


words = st.text(string.ascii_letters + string.digits + "_é", min_size=1, max_size=4)


@given(st.sets(st.tuples(words, words), min_size=5, max_size=12))
def test_nothing_is_lost_without_a_word(tmp_path_factory: pytest.TempPathFactory, files: set[tuple[str, str]]) -> None:
    """However files are spread over folders, each gets a name of its own, or the upload is refused."""
    flight = tmp_path_factory.mktemp("flight")
    paths = {card(flight / folder, name) / name for folder, name in files if not (flight / folder / name).exists()}
    for names in ("file", "folder"):
        try:
            photos = photos_in(flight, names)
        except InputError as error:
            said = str(error)
        else:
            said = "all"
            assert {photo.path for photo in photos} == paths
            assert len({photo.name.casefold() for photo in photos}) == len(paths)
            assert not any(unsafe(photo.name) for photo in photos)
        assert any(words in said for words in ("all", "the same", "at least 5"))


def test_an_upload_goes_on_under_the_same_names(hub: FlightHub, server: Emulator, tmp_path: Path) -> None:
    """A second run needs the option of the first, raises without it, and then sends nothing twice."""
    flight = tmp_path / "flight"
    card(flight / "100MEDIA", *"abcde")
    server.flighthub.troubles.arm(STORE, StoreError(403, "AccessDenied", "no"), skip=3, count=100)
    with pytest.raises(UploadIncomplete) as caught:
        hub.resources.upload(flight, names="folder", parallel=1)
    server.flighthub.troubles.disarm()
    with pytest.raises(InputError, match=r"pass the same names= \(--names\) as then"):
        hub.resources.upload(flight)
    done = hub.resources.upload(flight, names="folder")
    assert done.resource_uuid == caught.value.resource_uuid
    assert sorted(done.file_names or []) == [f"100MEDIA_{name}" for name in "abcde"]


# ---------------------------------------------------------------------------------------------------- sizes
def test_sizes_that_no_store_takes(tmp_path: Path) -> None:
    """An empty file and one of more than 5 GiB are refused by name before anything is sent."""
    flight = card(tmp_path / "flight")
    odd = flight / "odd.jpg"
    odd.touch()
    assert "odd.jpg is empty" in refused(flight)
    os.truncate(odd, LARGEST + 1)
    assert "odd.jpg has 5368709121 bytes" in refused(flight)
    os.truncate(odd, LARGEST)
    assert len(names_of(flight)) == 6
