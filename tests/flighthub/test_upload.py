"""Uploads through the client: the straight way, and every way in which one can be broken and gone on with."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from helpers.flighthub import QUICK, TOKEN, emulator, jpeg, make_photos, names_in, with_cloud
from helpers.hub_watch import Watch
from meshwright import (
    AsyncFlightHub,
    ConfigurationError,
    CredentialExpired,
    FlightHub,
    InputError,
    ResourceStatus,
    RetryPolicy,
    ServerError,
    UploadedFile,
    UploadIncomplete,
    UploadProgress,
    WaitTimeout,
)
from meshwright.core.service_clock import ServiceClock
from meshwright.emulator import Emulator, Settings
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.resources import EmulatedResources
from meshwright.emulator.flighthub.troubles import STORE, Failure
from meshwright.flighthub.manifest import Manifest, manifest_path
from meshwright.flighthub.resources import Resources

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning", "ignore::SyntaxWarning")
FORBIDDEN = StoreError(403, "AccessDenied", "Access denied.")
BUSY = StoreError(503, "SlowDown", "Please reduce your request rate.")


@pytest.fixture
def watch(server: Emulator, monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(server, monkeypatch)


def journal_of(server: Emulator, folder: Path) -> Path:
    return manifest_path(server.url, folder)


@pytest.mark.parametrize("cloud", ["aws", "ali"])
def test_a_folder_becomes_a_resource(cloud: str, tmp_path: Path) -> None:
    """Every file arrives whole through the SDK of the store, is reported once, and the journal goes."""
    folder = make_photos(tmp_path / "photos", 30)
    with emulator(with_cloud(cloud)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        resource = hub.resources.upload(folder, name="site")
        assert resource.status is ResourceStatus.IMPORT_SUCCESS
        assert sorted(resource.file_names or []) == sorted(names_in(folder))
        assert resource.resource_size == sum(path.stat().st_size for path in folder.iterdir())
        objects = server.flighthub.store.objects
        sent = {key.rpartition("/")[2]: stored.path.read_bytes() for key, stored in objects.items()}
        assert sent == {path.name: path.read_bytes() for path in folder.iterdir()}
        assert server.flighthub.modeling.resources.known[resource.resource_uuid or ""].name == "site"
        assert not journal_of(server, folder).exists()


def test_the_asyncio_client_does_the_same(server: Emulator, photos: Path) -> None:
    """The asynchronous client uploads through the same SDKs, in threads."""

    async def main() -> int:
        async with AsyncFlightHub(TOKEN, base_url=server.url) as hub:
            return len((await hub.resources.upload(photos)).file_names or [])

    assert asyncio.run(main()) == 12


def test_a_cancelled_upload_can_be_gone_on_with(server: Emulator, hub: FlightHub, watch: Watch, tmp_path: Path) -> None:
    """Cancelling the task ends it at once and leaves a journal that another run goes on from."""
    folder = make_photos(tmp_path / "photos", 60)

    async def main() -> None:
        async with AsyncFlightHub(TOKEN, base_url=server.url) as client:
            loop = asyncio.get_running_loop()

            def cancel(event: UploadProgress) -> None:
                if event.files_done == 20:
                    loop.call_soon_threadsafe(task.cancel)

            task = asyncio.create_task(client.resources.upload(folder, progress=cancel, parallel=4))
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert journal_of(server, folder).exists()
    assert sorted(hub.resources.upload(folder).file_names or []) == names_in(folder)
    assert set(watch.reported.values()) == {1}
    assert 60 <= watch.puts.total() <= 64


def test_reports_follow_each_other_in_hundreds(hub: FlightHub, watch: Watch, tmp_path: Path) -> None:
    """250 files are reported in three calls of at most 100, each file once."""
    folder = make_photos(tmp_path / "many", 250)
    hub.resources.upload(folder)
    assert sorted(len(names) for names in watch.reports) == [50, 100, 100]
    assert set(watch.reported.values()) == {1}


def test_progress_is_told_for_each_file_and_for_all(hub: FlightHub, tmp_path: Path) -> None:
    """Events of a file grow to its size, those of all files to the sum; signing a file is not progress."""
    folder = make_photos(tmp_path / "photos", 6, size=300_000)
    events: list[UploadProgress] = []
    hub.resources.upload(folder, progress=events.append, parallel=3)
    for name in names_in(folder):
        sent = [event.sent for event in events if event.name == name]
        assert sent == sorted(sent)
        assert sent[-1] == 300_000
    assert [event.files_done for event in events if event.done] == [1, 2, 3, 4, 5, 6]
    assert events[-1].bytes_done == events[-1].bytes == 6 * 300_000


def test_subfolders_and_single_files(hub: FlightHub, tmp_path: Path) -> None:
    """A folder comes with its subfolders, without what is hidden; a list of files comes as it is."""
    make_photos(tmp_path / "flight" / "100MEDIA", 5)
    (tmp_path / "flight" / "extra.jpg").write_bytes(jpeg(7))
    (tmp_path / "flight" / ".thumbnails").mkdir()
    (tmp_path / "flight" / ".thumbnails" / "DJI_0000.JPG").write_bytes(b"x")
    (tmp_path / "flight" / ".DS_Store").write_bytes(b"x")
    assert len(hub.resources.upload(tmp_path / "flight").file_names or []) == 6
    some = sorted((tmp_path / "flight" / "100MEDIA").iterdir())
    assert len(hub.resources.upload(some, name="some").file_names or []) == 5


@pytest.mark.parametrize("cloud", ["aws", "ali"])
def test_names_of_all_sorts(cloud: str, tmp_path: Path) -> None:
    """Letters of other scripts, spaces and characters with a meaning in URLs arrive as they are."""
    names = ["Zürich 1.jpg", "東京.jpg", "a+b&c=d.jpg", "50%25.jpg", "what?#.jpg", "~'(x)!*.jpg"]
    for name in names:
        (tmp_path / "photos").mkdir(exist_ok=True)
        (tmp_path / "photos" / name).write_bytes(name.encode())
    with emulator(with_cloud(cloud)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        resource = hub.resources.upload(tmp_path / "photos")
        assert sorted(resource.file_names or []) == sorted(names)
        stored = server.flighthub.store.objects
        assert {key.rpartition("/")[2]: one.path.read_text() for key, one in stored.items()} == {n: n for n in names}


# ---------------------------------------------------------------------------------------------------- bad input
def refused(hub: FlightHub, photos: Any, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        hub.resources.upload(photos, **options)
    return str(caught.value)


def test_what_can_not_be_uploaded_is_refused_before_anything_is_sent(
    hub: FlightHub, server: Emulator, tmp_path: Path
) -> None:
    """A missing, empty or scanty folder, an empty file, a repeated or unsafe name: a sentence, and no request."""
    good = make_photos(tmp_path / "good", 5)
    (tmp_path / "empty").mkdir()
    assert "does not exist" in refused(hub, tmp_path / "nowhere")
    assert "holds no files" in refused(hub, tmp_path / "empty")
    assert "is not a folder" in refused(hub, good / "DJI_0000.JPG")
    assert "not there" in refused(hub, [good / "DJI_9999.JPG"])
    assert "4 files; a model needs at least 5" in refused(hub, make_photos(tmp_path / "four", 4))
    assert "same name" in refused(hub, [*good.iterdir(), *make_photos(tmp_path / "other", 1).iterdir()])
    (good / "DJI_0005.JPG").write_bytes(b"")
    assert "is empty" in refused(hub, good)
    assert "1 to 255 characters" in refused(hub, tmp_path / "four", name="x" * 256)
    assert not server.flighthub.modeling.resources.known


@pytest.mark.parametrize("name", ["a\\b.jpg", "{fileName}.jpg", "line\nend.jpg", " space.jpg", "\udcff.jpg"])
def test_unsafe_names_are_refused(hub: FlightHub, server: Emulator, photos: Path, name: str) -> None:
    """A name that would not come out of the store as it went in is refused before anything is sent."""
    (photos / name).write_bytes(b"x")
    assert "the name" in refused(hub, photos)
    assert not server.flighthub.modeling.resources.known


def test_an_unknown_cloud_is_named_and_can_be_overridden(tmp_path: Path, photos: Path) -> None:
    """An unknown cloud_name is an error that names it; with ``store`` the upload works all the same."""
    with emulator(with_cloud("gcs")) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        with pytest.raises(ConfigurationError, match="unknown cloud_name 'gcs'"):
            hub.resources.upload(photos)
        assert hub.resources.upload(photos, store="s3").status is ResourceStatus.IMPORT_SUCCESS


# ------------------------------------------------------------------------------------------- broken and gone on with
def test_a_photo_that_vanishes_leaves_the_others_alone(
    hub: FlightHub, server: Emulator, watch: Watch, photos: Path
) -> None:
    """The rest is uploaded and reported, the error names the one, and a second run sends that one only."""
    gone = photos / "DJI_0005.JPG"
    content = gone.read_bytes()

    def vanish(event: UploadProgress) -> None:
        gone.unlink(missing_ok=True)

    with pytest.raises(UploadIncomplete) as caught:
        hub.resources.upload(photos, progress=vanish, parallel=1)
    assert list(caught.value.missing) == [gone.name]
    assert "No such file" in caught.value.missing[gone.name]
    assert len(caught.value.uploaded) == 11
    assert "11 of 12 files" in str(caught.value)
    os.utime(gone) if gone.exists() else gone.write_bytes(content)
    resource = hub.resources.upload(photos)
    assert resource.resource_uuid == caught.value.resource_uuid
    assert watch.puts == watch.reported == Counter(names_in(photos))


def test_a_photo_that_changes_is_sent_again(hub: FlightHub, photos: Path) -> None:
    """A file that changes while it is sent is not reported; the second run takes it as it is then."""
    growing = photos / "DJI_0003.JPG"

    def grow(event: UploadProgress) -> None:
        if event.name == growing.name and event.sent and growing.stat().st_size == event.size:
            growing.write_bytes(jpeg(99) * 3)

    with pytest.raises(UploadIncomplete, match="it changed while it was sent"):
        hub.resources.upload(photos, progress=grow, parallel=1)
    resource = hub.resources.upload(photos)
    assert resource.resource_size == sum(path.stat().st_size for path in photos.iterdir())


@pytest.mark.parametrize("cloud", ["aws", "ali"])
def test_a_photo_that_shrinks(cloud: str, tmp_path: Path) -> None:
    """A file that is cut while it is sent does not hold up the upload, and is not mistaken for a broken line."""
    folder = make_photos(tmp_path / "photos", 6, size=200_000)
    shrinking = folder / "DJI_0002.JPG"

    def shrink(event: UploadProgress) -> None:
        if event.name == shrinking.name and 0 < event.sent < event.size:
            os.truncate(shrinking, 1000)

    with emulator(with_cloud(cloud)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        with pytest.raises(UploadIncomplete, match=r"became shorter|changed while it was sent") as caught:
            hub.resources.upload(folder, progress=shrink)
        assert list(caught.value.missing) == [shrinking.name]


@pytest.mark.parametrize("cloud", ["aws", "ali"])
def test_a_listener_that_fails_is_heard(cloud: str, photos: Path) -> None:
    """An error in ``progress`` is raised unchanged, also through an SDK that wraps it."""

    def fail(event: UploadProgress) -> None:
        raise LookupError("no such bar")

    with emulator(with_cloud(cloud)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        with pytest.raises(LookupError, match="no such bar"):
            hub.resources.upload(photos, progress=fail)
        assert hub.resources.upload(photos).status is ResourceStatus.IMPORT_SUCCESS


def test_a_store_that_says_no_ends_the_upload_in_good_order(
    hub: FlightHub, server: Emulator, watch: Watch, photos: Path
) -> None:
    """After a 403 nothing more is put, what has arrived is reported and named, and a second run does the rest."""
    server.flighthub.troubles.arm(STORE, FORBIDDEN, skip=5, count=100)
    with pytest.raises(UploadIncomplete, match="the store answered 403 AccessDenied") as caught:
        hub.resources.upload(photos, parallel=1)
    assert not isinstance(caught.value, CredentialExpired)
    assert len(caught.value.uploaded) == 5
    server.flighthub.troubles.disarm()
    hub.resources.upload(photos)
    assert watch.puts == watch.reported == Counter(names_in(photos))


def test_a_store_that_does_not_want_one_file(hub: FlightHub, server: Emulator, photos: Path) -> None:
    """An error about one file is that file's; the others go."""
    server.flighthub.troubles.arm(STORE, StoreError(400, "EntityTooLarge", "Too large."), skip=3)
    with pytest.raises(UploadIncomplete, match="400 EntityTooLarge") as caught:
        hub.resources.upload(photos, parallel=1)
    assert list(caught.value.missing) == ["DJI_0003.JPG"]
    assert len(caught.value.uploaded) == 11
    assert hub.resources.upload(photos).status is ResourceStatus.IMPORT_SUCCESS


def test_a_busy_store_is_asked_again(server: Emulator, watch: Watch, photos: Path) -> None:
    """A store that is busy for a moment costs time and nothing else."""
    server.flighthub.troubles.arm(STORE, BUSY, skip=2, count=3)
    with FlightHub(TOKEN, base_url=server.url, retry=RetryPolicy(first_delay=0.01)) as hub:
        assert len(hub.resources.upload(photos).file_names or []) == 12
    assert watch.puts == Counter(names_in(photos))


def test_a_store_that_stays_away(server: Emulator, watch: Watch, photos: Path) -> None:
    """A dead line is not tried for every file in turn: the upload ends, and can be gone on with."""
    server.flighthub.troubles.arm(STORE, BUSY, skip=3, count=1000)
    policy = RetryPolicy(attempts=2, first_delay=0.01)
    with FlightHub(TOKEN, base_url=server.url, retry=policy) as hub:
        with pytest.raises(UploadIncomplete, match="503 SlowDown") as caught:
            hub.resources.upload(photos, parallel=1)
        assert len(caught.value.uploaded) == 3
        server.flighthub.troubles.disarm()
        hub.resources.upload(photos)
    assert watch.puts == Counter(names_in(photos))


def test_a_report_that_fails_after_60_of_100(hub: FlightHub, server: Emulator, watch: Watch, tmp_path: Path) -> None:
    """Files reported so far stay, the error counts them, and the second run reports the other 40 and sends nothing."""
    folder = make_photos(tmp_path / "hundred", 100)
    server.flighthub.troubles.arm("stores.upload_callback", Failure(200403, "forbidden"), skip=3, count=10)
    with pytest.raises(UploadIncomplete, match=r"forbidden \(code 200403, request") as caught:
        hub.resources.upload(folder, report_size=20, parallel=1)
    assert len(caught.value.uploaded) == 60
    assert caught.value.__cause__ is not None
    server.flighthub.troubles.disarm()
    sent = watch.puts.total()
    hub.resources.upload(folder)
    assert watch.reported == Counter(names_in(folder))
    assert watch.puts == Counter(names_in(folder))
    assert sent < 100 or watch.puts.total() == sent


def test_a_report_whose_answer_is_lost_is_not_repeated(server: Emulator, watch: Watch, photos: Path) -> None:
    """After a report that was taken and answered with an error, the resource shows it; nothing is reported twice."""
    lost = Failure(200500, "upstream")
    server.flighthub.troubles.arm("stores.upload_callback", lost, after=True)
    with FlightHub(TOKEN, base_url=server.url, retry=RetryPolicy(first_delay=0.01)) as hub:
        hub.resources.upload(photos)
    assert set(watch.reported.values()) == {1}


def test_a_service_that_fails_for_a_moment_is_told_again(server: Emulator, watch: Watch, photos: Path) -> None:
    """A report that was not taken is sent again, since it did not arrive."""
    server.flighthub.troubles.arm("stores.upload_callback", Failure(200500, "upstream"), count=2)
    with FlightHub(TOKEN, base_url=server.url, retry=RetryPolicy(first_delay=0.01)) as hub:
        hub.resources.upload(photos)
    assert set(watch.reported.values()) == {1}


def test_a_service_that_keeps_failing(server: Emulator, photos: Path) -> None:
    """When no report gets through, nothing is lost: the files are in the store and in the journal."""
    server.flighthub.troubles.arm("stores.upload_callback", Failure(200500, "upstream"), count=100)
    with FlightHub(TOKEN, base_url=server.url, retry=RetryPolicy(attempts=2, first_delay=0.01)) as hub:
        with pytest.raises(UploadIncomplete, match="upstream") as caught:
            hub.resources.upload(photos)
        assert isinstance(caught.value.__cause__, ServerError)
        assert len(server.flighthub.store.objects) == 12
        server.flighthub.troubles.disarm()
        hub.resources.upload(photos)


def test_a_credential_that_ends_in_the_middle(tmp_path: Path) -> None:
    """In its last minute no file is begun, what has arrived is reported, and the rest is named."""
    folder = make_photos(tmp_path / "photos", 12)
    seen: list[str] = []

    def age(event: UploadProgress) -> None:
        if event.done:
            seen.append(event.name)
        if len(seen) == 4:
            now[0] += 40

    with emulator(evolve(QUICK, credential_lifetime=80)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        now = [server.settings.clock.now()]
        aged: Any = Aged(hub.session.transport, lambda: now[0])
        late = evolve(hub.session, transport=aged, service_clock=ServiceClock(aged))
        with pytest.raises(CredentialExpired, match="restart=True") as caught:
            Resources(late).upload(folder, progress=age, parallel=1)
        assert sorted(caught.value.uploaded) == sorted(seen)
        assert len(caught.value.missing) == 8
        held = hub.resources.get(caught.value.resource_uuid).file_names or []
        assert sorted(held) == sorted(seen)
        server.advance(minutes=10)
        with pytest.raises(CredentialExpired):
            hub.resources.upload(folder)
        server.advance(minutes=-10)
        fresh = hub.resources.upload(folder, restart=True)
        assert fresh.resource_uuid != caught.value.resource_uuid
        assert len(fresh.file_names or []) == 12


class Aged:
    """A transport with a clock on the wall of its own."""

    def __init__(self, inner: Any, wall: Callable[[], float]) -> None:
        self.inner, self.wall = inner, wall

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def test_the_stores_word_about_time_is_enough(hub: FlightHub, server: Emulator, photos: Path) -> None:
    """A store that calls the token expired ends the upload with CredentialExpired, regardless of our clock."""
    server.flighthub.troubles.arm(STORE, StoreError(400, "ExpiredToken", "The provided token has expired."), count=100)
    with pytest.raises(CredentialExpired, match="ExpiredToken"):
        hub.resources.upload(photos)


def test_a_complete_upload_needs_no_credential_any_more(server: Emulator, photos: Path) -> None:
    """When only the wait for the import was broken off, a second run just waits, however late it comes."""
    slow = evolve(QUICK, import_seconds=3600.0)
    with emulator(slow) as late, FlightHub(TOKEN, base_url=late.url) as hub:
        with pytest.raises(Exception, match="still being imported"):
            hub.resources.upload(photos, import_timeout=0.01)
        late.advance(days=2)
        assert hub.resources.upload(photos).status is ResourceStatus.IMPORT_SUCCESS


# ---------------------------------------------------------------------------------------------------- the journal
def test_two_uploads_of_one_folder_at_once_are_refused(hub: FlightHub, server: Emulator, photos: Path) -> None:
    """The error of the second names the first, which is running."""
    first = Manifest.open(journal_of(server, photos))
    assert "another upload of these files is running" in refused(hub, photos)
    first.close()
    hub.resources.upload(photos)


def test_the_journal_is_for_its_owner_only(hub: FlightHub, server: Emulator, photos: Path) -> None:
    """It holds the credential, so only its owner may read it."""
    server.flighthub.troubles.arm(STORE, FORBIDDEN, count=100)
    with pytest.raises(UploadIncomplete):
        hub.resources.upload(photos)
    assert journal_of(server, photos).stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_cut_off_is_dropped(hub: FlightHub, server: Emulator, watch: Watch, photos: Path) -> None:
    """Half a line at the end of the journal costs one file that is sent again, and nothing else."""
    server.flighthub.troubles.arm(STORE, FORBIDDEN, skip=6, count=100)
    with pytest.raises(UploadIncomplete):
        hub.resources.upload(photos, parallel=1)
    server.flighthub.troubles.disarm()
    journal = journal_of(server, photos)
    lines = journal.read_bytes().splitlines(keepends=True)
    puts = [line for line in lines if line.startswith(b'{"put"')]
    journal.write_bytes(b"".join([lines[0], *puts[:-1], puts[-1][: len(puts[-1]) // 2]]))
    hub.resources.upload(photos)
    assert watch.puts.total() == 13


def test_a_crash_between_a_report_and_its_note(tmp_path: Path, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that was begun and never confirmed is looked up in the resource, not sent again."""
    with emulator(evolve(QUICK, import_seconds=3600.0)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        watch = Watch(server, monkeypatch)
        with pytest.raises(WaitTimeout):
            hub.resources.upload(photos, import_timeout=0.01)
        journal = journal_of(server, photos)
        lines = journal.read_bytes().splitlines(keepends=True)
        assert sum(line.startswith(b'{"reported"') for line in lines) == 1
        journal.write_bytes(b"".join(line for line in lines if not line.startswith(b'{"reported"')))
        server.advance(hours=1, seconds=1)  # the credential has ended by now, and is not needed
        assert hub.resources.upload(photos).status is ResourceStatus.IMPORT_SUCCESS
        assert len(watch.reports) == 1


def test_reports_by_hand(hub: FlightHub) -> None:
    """The single steps can be called as well; a file that is not in the store is refused."""
    credential = hub.stores.obtain_token()
    with pytest.raises(Exception, match="is not in the store"):
        hub.stores.upload_callback(
            resource_uuid=credential.resource_uuid,
            callback_param=credential.callback_param,
            files=[UploadedFile(name="a.jpg", etag="0")],
        )


@pytest.mark.usefixtures("breaks_the_contract")
def test_a_receipt_without_names_counts_for_all(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt whose list of names is null counts for every file."""
    real = EmulatedResources.upload_callback

    def nameless(resources: EmulatedResources, body: dict[str, Any]) -> dict[str, Any]:
        return {**real(resources, body), "file_name_list": None}

    monkeypatch.setattr(EmulatedResources, "upload_callback", nameless)
    lenient = Emulator(Settings(flighthub=QUICK))
    with lenient as server, FlightHub(TOKEN, base_url=server.url, poll_interval=0.05) as hub:
        assert len(hub.resources.upload(photos).file_names or ()) == 12
