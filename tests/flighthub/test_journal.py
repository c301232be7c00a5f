"""The journal of an upload: whose file it may be, who may read it, and which photos it lets an upload go on with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from helpers.flighthub import names_in
from meshwright import FlightHub, InputError, MeshwrightWarning, ResourceStatus, UploadIncomplete, UploadProgress
from meshwright.emulator import Emulator
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.troubles import STORE
from meshwright.flighthub.manifest import BEGINNING, manifest_path

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning", "ignore::SyntaxWarning")
FORBIDDEN = StoreError(403, "AccessDenied", "Access denied.")


def refused(hub: FlightHub, photos: Path, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        hub.resources.upload(photos, **options)
    return str(caught.value)


def broken_off(hub: FlightHub, server: Emulator, photos: Path, *, after: int, **options: Any) -> None:
    """Upload so many photos, then let the store refuse; the others and the journal are left."""
    server.flighthub.troubles.arm(STORE, FORBIDDEN, skip=after, count=1000)
    with pytest.raises(UploadIncomplete) as caught:
        hub.resources.upload(photos, parallel=1, **options)
    assert len(caught.value.uploaded) == after
    server.flighthub.troubles.disarm()


# ---------------------------------------------------------------------------------------------------- whose file it is
FOREIGN = {
    "one line": b'{"precious": true}\n',
    "no newline": b'{"precious": true}',
    "a picture": b"\xff\xd8\xff" + b"A" * 5000,
    "text": b"hello\nworld\n",
    "other credentials": b'{"credential":"of something else"}',
    "one byte": b"x",
}


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_file_is_left_alone(
    hub: FlightHub, server: Emulator, photos: Path, tmp_path: Path, content: bytes, restart: bool
) -> None:
    """A file that is not a journal is refused, with restart too, and keeps its content and its mode."""
    mine = tmp_path / "mine"
    mine.write_bytes(content)
    mine.chmod(0o644)
    said = refused(hub, photos, manifest=mine, restart=restart)
    assert "is not the journal of an upload and was not changed; name another file" in said
    assert mine.read_bytes() == content
    assert mine.stat().st_mode & 0o777 == 0o644
    assert not server.flighthub.store.objects


def test_what_is_no_file_is_refused(hub: FlightHub, photos: Path, tmp_path: Path) -> None:
    """A folder or a pipe cannot hold a journal, and stays what it is."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        assert "is not a regular file" in refused(hub, photos, manifest=path)
        assert path.exists()


@pytest.mark.parametrize("kept", [0, 1, len(BEGINNING), len(BEGINNING) + 40])
def test_a_first_line_that_was_cut_off(
    hub: FlightHub, server: Emulator, photos: Path, tmp_path: Path, kept: int
) -> None:
    """A journal whose first line a crash cut off, at any byte, begins again."""
    journal = tmp_path / "journal"
    broken_off(hub, server, photos, after=3, manifest=journal)
    journal.write_bytes(journal.read_bytes()[:kept])
    assert hub.resources.upload(photos, manifest=journal).status is ResourceStatus.IMPORT_SUCCESS
    assert not journal.exists()


@pytest.mark.parametrize("line", [b'{"something":"else"}\n', b"[]\n", b"not JSON\n"])
def test_a_damaged_journal_can_begin_anew(
    hub: FlightHub, server: Emulator, photos: Path, tmp_path: Path, line: bytes
) -> None:
    """A journal with a line that makes no sense is refused and named, and restart=True takes it."""
    journal = tmp_path / "journal"
    broken_off(hub, server, photos, after=3, manifest=journal)
    with journal.open("ab") as file:
        file.write(line)
    assert "is damaged; restart=True (--restart) starts over" in refused(hub, photos, manifest=journal)
    assert hub.resources.upload(photos, manifest=journal, restart=True).status is ResourceStatus.IMPORT_SUCCESS


def test_a_file_that_was_there_is_hidden_too(hub: FlightHub, photos: Path, tmp_path: Path) -> None:
    """An empty file that everybody can read becomes its owner's alone before the credential comes into it."""
    journal = tmp_path / "journal"
    journal.touch(0o644)
    journal.chmod(0o644)
    seen: set[tuple[int, bool]] = set()

    def look(event: UploadProgress) -> None:
        seen.add((journal.stat().st_mode & 0o777, b"secret_access_key" in journal.read_bytes()))

    hub.resources.upload(photos, manifest=journal, progress=look)
    assert seen == {(0o600, True)}


# ---------------------------------------------------------------------------------------------------- other photos
def test_other_photos_do_not_get_into_the_resource(hub: FlightHub, server: Emulator, photos: Path) -> None:
    """When the folder holds other photos than the run that broke off, the upload is refused until it is restarted."""
    broken_off(hub, server, photos, after=5, name="site-a")
    for path in photos.iterdir():
        path.rename(path.with_name(f"B{path.name}"))
    before = len(server.flighthub.store.objects)
    said = refused(hub, photos, name="site-b")
    assert "holds DJI_0000.JPG, DJI_0001.JPG, DJI_0002.JPG and 2 more, not among the photos now" in said
    assert "restart=True (--restart)" in said
    assert len(server.flighthub.store.objects) == before
    assert sorted(hub.resources.upload(photos, name="site-b", restart=True).file_names or []) == names_in(photos)


def test_a_photo_that_was_taken_out(hub: FlightHub, server: Emulator, photos: Path) -> None:
    """One that the resource holds must come back, or the upload is restarted; one that it does not hold may go."""
    broken_off(hub, server, photos, after=5)
    (photos / "DJI_0011.JPG").unlink()
    taken = photos / "DJI_0002.JPG"
    aside = taken.rename(photos.parent / taken.name)
    assert "holds DJI_0002.JPG, not among the photos now; put that back" in refused(hub, photos)
    aside.rename(taken)
    assert sorted(hub.resources.upload(photos).file_names or []) == names_in(photos)


def test_a_doubtful_report_of_another_photo_counts_once_it_has_arrived(
    hub: FlightHub, server: Emulator, photos: Path
) -> None:
    """A photo whose report was begun and never confirmed is looked up in the resource before it is judged."""
    broken_off(hub, server, photos, after=5)
    journal = manifest_path(server.url, photos)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(line for line in lines if not line.startswith(b'{"reported"')))
    (photos / "DJI_0002.JPG").unlink()
    assert "holds DJI_0002.JPG, not among the photos now" in refused(hub, photos)


def test_a_photo_that_got_in_all_the_same_is_told(hub: FlightHub, server: Emulator, photos: Path) -> None:
    """A photo that the journal could not know shows in the resource, and a warning names it."""
    broken_off(hub, server, photos, after=5)
    changed = photos / "DJI_0002.JPG"
    changed.write_bytes(changed.read_bytes() + b"edited")

    def stop(event: UploadProgress) -> None:
        if event.done:
            raise LookupError("between the store and the report")

    with pytest.raises(LookupError):
        hub.resources.upload(photos, progress=stop, parallel=1)
    changed.unlink()
    with pytest.warns(MeshwrightWarning, match=r"also holds DJI_0002\.JPG, not among the photos"):
        resource = hub.resources.upload(photos)
    assert set(resource.file_names or []) == {*names_in(photos), changed.name}
