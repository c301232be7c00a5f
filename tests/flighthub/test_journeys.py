"""Whole journeys with other people's programs, crashes and crowds."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from flighthub2 import FlightHub2Client
from flighthub2.cli.main import app as fh2
from flighthub2.errors import APIStatusError, BusinessError
from helpers.fakes import FakeTransport, json_reply
from helpers.flighthub import SLOW, TOKEN, emulator, make_photos, names_in, plain_s3
from helpers.hub_watch import Watch
from helpers.places import ROOT
from meshwright import Credential, FlightHub
from meshwright.core.wire import Reply, Request
from meshwright.emulator import Emulator
from meshwright.flighthub.envelope import FLIGHTHUB, EnvelopeTransport, FlightHubSession
from meshwright.flighthub.photos import Photo
from meshwright.flighthub.resources import Resources
from meshwright.flighthub.stores import Sent
from moto.server import ThreadedMotoServer
from typer.testing import CliRunner

M = "00000000-0000-4000-8000-000000000001"
SOURCE = [str(ROOT / folder) for folder in ("overlays", "generated")]


# ------------------------------------------------------------------------------------------- a service as a function
class Service:
    """A FlightHub that believes every report; counts them."""

    def __init__(self, endpoint: str = "http://127.0.0.1:1", keys: str = "testing") -> None:
        self.reports: list[int] = []
        self.names: list[str] = []
        self.credential = {
            "cloud_name": "AWS_S3",
            "access_key_id": keys,
            "secret_access_key": keys,
            "session_token": keys,
            "region": "us-east-1",
            "cloud_bucket_name": "photos",
            "end_point": endpoint,
            "store_path": f"fh/tmp/{M}/{{fileName}}",
            "callback_param": "opaque",
            "expire_time": 4102444800,
        }
        self.transport = FakeTransport(self._answer, lambda _: (Reply(status=404), []))
        session = FlightHubSession(
            transport=EnvelopeTransport(self.transport), dialect=FLIGHTHUB, base_url="https://hub.test", headers={}
        )
        self.resources = Resources(session)

    def _answer(self, request: Request) -> Reply:
        if request.url.endswith("obtain_token"):
            data: Any = self.credential
        elif request.method == "POST":
            assert request.body is not None
            names = [entry["name"] for entry in json.loads(b"".join(request.body))["files"]]
            self.reports.append(len(names))
            self.names += names
            data = {"resource_uuid": M, "upload_count": len(names), "file_name_list": names}
        else:
            data = {"resource_uuid": M, "status": 1, "resource_size": 1, "file_names": self.names}
        return json_reply({"code": 0, "message": "", "data": data})


@pytest.fixture
def moto() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_another_s3_takes_our_uploads(moto: str, tmp_path: Path) -> None:
    """Through our uploader and boto3, moto's S3 holds every file under its key, byte for byte."""
    folder = make_photos(tmp_path / "photos", 50)
    service = Service(moto)
    reader = boto3.client(
        "s3", endpoint_url=moto, region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t"
    )
    reader.create_bucket(Bucket="photos")
    service.resources.upload(folder)
    listed = reader.list_objects_v2(Bucket="photos")["Contents"]
    assert {entry["Key"] for entry in listed} == {f"fh/tmp/{M}/{name}" for name in names_in(folder)}
    for entry in listed:
        body = reader.get_object(Bucket="photos", Key=entry["Key"])["Body"].read()
        assert body == (folder / entry["Key"].rpartition("/")[2]).read_bytes()
    reader.close()
    assert sorted(service.names) == names_in(folder)


class Sink:
    """A store that takes everything and keeps nothing."""

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        return "0" * 32

    def close(self) -> None:
        pass


def uploaded_to_nowhere(folder: Path) -> tuple[Service, int]:
    """Upload a folder to nowhere; return the service and the largest amount of memory on the way."""
    service = Service()
    tracemalloc.start()
    try:
        service.resources.upload(folder, store=lambda *_: Sink())
        return service, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_20000_files_in_one_resource(tmp_path: Path) -> None:
    """200 reports of 100; what is remembered of a file is a kilobyte or two, however large the file is."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20_000):
        (folder / f"DJI_{number:05}.JPG").write_bytes(b"x")
    os.truncate(folder / "DJI_00000.JPG", 2**30)
    service, peak = uploaded_to_nowhere(folder)
    assert service.reports == [100] * 200
    assert len(set(service.names)) == 20_000
    assert peak < 20_000 * 3_000


# ---------------------------------------------------------------------------------------------------- kill -9
KILLED = """
import sys
sys.path[:0] = {source!r}
from meshwright import FlightHub
def show(event):
    if event.done:
        print(event.files_done, flush=True)
FlightHub({token!r}, base_url={url!r}).resources.upload({folder!r}, progress=show, manifest={manifest!r})
"""


def test_kill_in_the_middle_of_500(
    server: Emulator, hub: FlightHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After kill -9 a second run sends again at most what was under way, and reports nothing twice."""
    watch = Watch(server, monkeypatch)
    folder, manifest = make_photos(tmp_path / "photos", 500, size=20_000), tmp_path / "journal.jsonl"
    script = KILLED.format(source=SOURCE, token=TOKEN, url=server.url, folder=str(folder), manifest=str(manifest))
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= 230:
            break
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    process.wait()
    before = watch.puts.total()
    assert 230 <= before < 500
    resource = hub.resources.upload(folder, manifest=manifest)
    assert sorted(resource.file_names or []) == names_in(folder)
    twice = [name for name, count in watch.puts.items() if count > 1]
    print(f"killed after {before} PUTs; sent twice: {len(twice)}; reported twice: {reported_twice(watch)}")
    assert len(twice) <= 8
    assert watch.puts.total() == 500 + len(twice)
    assert reported_twice(watch) == 0


def reported_twice(watch: Watch) -> int:
    return sum(count - 1 for count in watch.reported.values())


# ---------------------------------------------------------------------------------------------------- flighthub2-cli
@pytest.fixture
def slow() -> Iterator[Emulator]:
    """An emulator whose models can always be stopped."""
    with emulator(SLOW) as one:
        yield one


def test_flighthub2_client_does_all_nine(slow: Emulator, photos: Path) -> None:
    """The public client flighthub2-cli, unmodified, goes the whole way against the emulator."""
    with FlightHub2Client(token=TOKEN, base_url=slow.url, region="eu") as other:
        token = other.open_model.obtain_token()
        assert token.resource_uuid
        ours = Credential(
            cloud_name="aws",
            bucket=token.cloud_bucket_name or "",
            store_path=token.store_path or "",
            expires=token.expire_time or 0,
            region=token.region or "",
            endpoint=token.end_point or "",
            access_key_id=token.access_key_id or "",
            secret_access_key=token.secret_access_key or "",
            session_token=token.session_token or "",
            callback_param=token.callback_param or "",
        )
        client = plain_s3(ours)
        files = []
        for path in photos.iterdir():
            key = token.object_key(path.name)
            answer = client.put_object(Bucket=token.cloud_bucket_name, Key=key, Body=path.read_bytes())
            files.append({"name": path.name, "etag": answer["ETag"].strip('"')})
        client.close()
        before = other.open_model.get_resource(token.resource_uuid)
        assert (before.status, before.file_names) == (0, [])
        done = other.open_model.upload_callback(
            resource_uuid=token.resource_uuid, callback_param=token.callback_param or "", files=files, resource_name="x"
        )
        assert (done.upload_count, sorted(done.file_name_list)) == (12, names_in(photos))
        assert other.open_model.get_resource(token.resource_uuid).status == 1
        assert other.open_model.list_running() == []
        started = other.open_model.start_reconstruction(
            resource_uuid=token.resource_uuid, parameter_3d={"quality": "high"}, parameter_2d="{}"
        )
        assert started.model_3d
        assert started.model_2d
        assert {model.model_uuid for model in other.open_model.list_running()} == {
            started.model_3d.uuid,
            started.model_2d.uuid,
        }
        assert other.open_model.stop_reconstruction(started.model_3d.uuid or "").code == 0
        assert other.open_model.get_model(started.model_3d.uuid or "").model_status == 16
        assert other.open_model.delete_model(started.model_2d.uuid or "").code == 0
        assert other.open_model.delete_resource(token.resource_uuid).code == 0
        with pytest.raises(BusinessError, match="200404"):
            other.open_model.get_model(started.model_2d.uuid or "")
    with FlightHub2Client(token="wrong", base_url=slow.url) as stranger, pytest.raises(APIStatusError, match="401"):
        stranger.open_model.obtain_token()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_fh2_command_line(slow: Emulator, photos: Path) -> None:
    """Its command line does the same; every command ends with 0 and prints what was asked for."""
    with FlightHub(TOKEN, base_url=slow.url) as hub:
        uuid = hub.resources.upload(photos).resource_uuid or ""

    def run(*arguments: str) -> Any:
        command = ["--token", TOKEN, "--base-url", slow.url, "--output", "json", "--yes", "openmodel", *arguments]
        done = CliRunner().invoke(fh2, command, env={"FLIGHTHUB2_CONFIG": os.devnull})
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    token = run("obtain-token")
    assert token["store_path"].endswith("/{fileName}")
    assert run("resource-get", uuid)["status"] == 1
    started = run("start", "--resource-uuid", uuid, "--3d", "{}", "--lidar", "{}")
    assert len(run("running")) == 2
    model = started["model_3d"]["uuid"]
    run("stop", model)
    assert run("get", model)["model_status"] == 16
    run("delete", model)
    run("delete", started["model_lidar"]["uuid"])
    run("resource-delete", uuid)
    assert run("running") == []
    gc.collect()  # its commands leave their connections open, which must not disturb the tests that follow
