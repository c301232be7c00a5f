"""``--data`` keeps all of FlightHub's state: what was acknowledged outlives a kill -9 and every restart."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import define, evolve, field
from botocore.exceptions import BotoCoreError
from helpers.flighthub import QUICK, TOKEN, emulator, make_photos, plain_s3
from meshwright import Credential, FlightHub, MeshwrightError, RetryPolicy, UploadedFile
from meshwright.emulator import Clock, Emulator

PREFIX = "/openapi/v0.1"


@contextmanager
def kept(folder: Path, **settings: Any) -> Iterator[Emulator]:
    """Run an emulator over a folder for a while, from the time of its last write on."""
    clock = Clock(rate=0, epoch=1_700_000_000.0)
    with emulator(evolve(QUICK, import_seconds=3.0), data=folder, clock=clock, **settings) as server:
        yield server


def test_a_restart(tmp_path: Path) -> None:
    """Organization, control, annotations, keys, parts, resources, models and quota are as they were, and the work
    that was under way ends.
    """
    photos = make_photos(tmp_path / "photos", 5)
    with kept(tmp_path / "data") as server, FlightHub(TOKEN, base_url=server.url) as hub:
        credential = hub.stores.obtain_token()
        client = plain_s3(credential)
        place = {"Bucket": credential.bucket, "Key": credential.key_for("large.jpg")}
        upload = {**place, "UploadId": client.create_multipart_upload(**place)["UploadId"]}
        etag = client.upload_part(**upload, PartNumber=1, Body=b"part")["ETag"]
        resource = uploaded(hub, {path.name: path.read_bytes() for path in photos.iterdir()})
        model = hub.models.start(resource, parameter_2d={})["2d"]
        hub.models.start(resource, parameter_3d={})["3d"].stop()
        service = server.flighthub
        service.organization.set_offline(["Dock South"])
        dock = next(iter(service.organization.docks.values()))
        dock.cameras[0].chosen = "outdoor"
        service.organization.docks.save(dock.sn)
        before = _state(server)
        client.close()
    with kept(tmp_path / "data") as server, FlightHub(TOKEN, base_url=server.url) as hub:
        assert _state(server) == before
        assert hub.models.get(model.id).model_status == 12
        server.advance(seconds=20)
        found = hub.models.get(model.id)
        assert (found.model_status, found.zip_progress) == (9, 100)
        client = plain_s3(evolve(credential, endpoint=server.url))
        client.complete_multipart_upload(**upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
        client.close()
        assert server.flighthub.store.objects[credential.key_for("large.jpg")].path.read_bytes() == b"part"
        server.reset()
        assert server.flighthub.modeling.quota == QUICK.quota
    with kept(tmp_path / "data") as server:
        assert not server.flighthub.modeling.models
        assert [dock.online for dock in server.flighthub.organization.docks.values()] == [True, True, True]


def _state(server: Emulator) -> Any:
    """Return what must survive."""
    service = server.flighthub
    projects = [(one.uuid, one.name, one.members) for one in service.organization.projects.values()]
    docks = [(one.sn, one.online, one.cameras) for one in service.organization.docks.values()]
    models = [(one.uuid, one.stopped, one.created) for one in service.modeling.models.values()]
    resources = {one.uuid: one.files for one in service.modeling.resources.known.values()}
    return service.modeling.quota, projects, docks, models, resources, [*service.store.credentials]


def test_ids_of_a_second_run(tmp_path: Path) -> None:
    """With a seed, the ids and keys of a second run are not those of the first."""
    found: list[str] = []
    for _ in range(3):
        with kept(tmp_path, seed=7) as server, FlightHub(TOKEN, base_url=server.url) as hub:
            found += _issued(hub.stores.obtain_token())
    assert len(set(found)) == len(found) == 6


def _issued(credential: Credential) -> tuple[str, str]:
    return credential.resource_uuid, credential.access_key_id


def test_a_damaged_folder(tmp_path: Path) -> None:
    """A file of another kind under the archive's name is refused, and holds no other file open."""
    (tmp_path / "flighthub.sqlite").write_bytes(b"precious" * 1000)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"flighthub\.sqlite cannot be used"), kept(tmp_path):
            pass
    assert (tmp_path / "flighthub.sqlite").read_bytes() == b"precious" * 1000


# ---------------------------------------------------------------------------------------------------- crashes
@define
class Load:
    """Clients that plan flights and upload photos until the server is gone, and what was acknowledged to them."""

    url: str
    tasks: list[str] = field(factory=list[str])
    members: list[str] = field(factory=list[str])
    resources: dict[str, str] = field(factory=dict[str, str])
    """Uuids with the content of their only photo."""
    enough: threading.Event = field(factory=threading.Event)

    def run(self, number: int) -> None:
        """Call until a call fails."""
        headers = {"x-user-token": TOKEN}
        with (
            httpx.Client(base_url=self.url + PREFIX, headers=headers, trust_env=False, timeout=60) as http,
            FlightHub(TOKEN, base_url=self.url, retry=RetryPolicy(attempts=1)) as hub,
            suppress(httpx.HTTPError, MeshwrightError, BotoCoreError),
        ):
            http.headers["x-project-uuid"] = http.get("/project").json()["data"]["list"][number % 2]["uuid"]
            dock = http.get("/project/device").json()["data"]["list"][0]["gateway"]["sn"]
            route = http.get("/wayline").json()["data"]["list"][0]["id"]
            for count in range(1000):
                self._flight(http, {"name": f"{number} {count}", "sn": dock, "wayline_uuid": route}, count)
                self._member(http, f"{number}-{count}")
                self._photo(hub, f"{number} {count}")
                if len(self.resources) >= 8:
                    self.enough.set()

    def _flight(self, http: httpx.Client, body: dict[str, str], count: int) -> None:
        timed = {"task_type": "timed", "begin_at": 4_000_000_000 + count}
        begun = {"task_type": "immediate"} if count == 0 else timed
        said = http.post("/flight-task", json={**body, **begun}).json()
        if said["code"] == 0:  # the docks are shared: a second immediate flight is refused
            self.tasks.append(said["data"]["task_uuid"])

    def _member(self, http: httpx.Client, user_id: str) -> None:
        if http.put("/project/member", json={"add_users": [{"user_id": user_id}]}).json()["code"] == 0:
            self.members.append(user_id)

    def _photo(self, hub: FlightHub, content: str) -> None:
        resource = uploaded(hub, {"a.jpg": content.encode()})
        self.resources[resource] = content


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_kill_in_the_middle_of_flights(tmp_path: Path) -> None:
    """A kill -9 under load, with flights under way: after the restart every acknowledged flight, member, photo and
    report is there, twice in a row.
    """
    for number in range(2):  # the second time over a folder that has seen a crash
        running, url = process(tmp_path)
        load = Load(url)
        clients = [threading.Thread(target=load.run, args=(client,)) for client in range(2 * number, 2 * number + 2)]
        for client in clients:
            client.start()
        assert load.enough.wait(120)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        for client in clients:
            client.join()
        assert running.stderr is not None
        running.stderr.close()
        with kept(tmp_path) as server:
            service = server.flighthub
            assert set(load.tasks) <= set(service.flights.tasks)
            members = {user_id for project in service.organization.projects.values() for user_id in project.members}
            assert set(load.members) <= members
            for uuid, content in load.resources.items():
                resource = service.modeling.resources.find(uuid)
                assert list(resource.files) == ["a.jpg"]
                assert service.modeling.resources.pictures(resource)["a.jpg"].path.read_text() == content
            assert set(service.home.folder.glob("object-*")) == {one.path for one in service.store.objects.values()}
            under_way = [
                service.flights.schedule(sn).under_way(server.settings.clock.now()) for sn in service.flights.docks
            ]
            assert any(under_way)


def process(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Start ``meshwright emulator --data`` and return it with its address."""
    command = [sys.executable, "-c", "from meshwright.cli import main; main()", "emulator", "--port", "0"]
    started = subprocess.Popen([*command, "--data", str(folder), "--strict"], stderr=subprocess.PIPE, text=True)
    assert started.stderr is not None
    address = re.search(r"http://[\d.:]+", started.stderr.readline())
    assert address is not None
    return started, address[0]


def uploaded(hub: FlightHub, files: dict[str, bytes]) -> str:
    """Put files into the store and report them; return the uuid of their resource."""
    credential = hub.stores.obtain_token()
    client = plain_s3(credential)
    for name, content in files.items():
        client.put_object(Bucket=credential.bucket, Key=credential.key_for(name), Body=content)
    client.close()
    entries = [UploadedFile(name=n, etag=hashlib.md5(c, usedforsecurity=False).hexdigest()) for n, c in files.items()]
    uuid = credential.resource_uuid
    hub.stores.upload_callback(resource_uuid=uuid, callback_param=credential.callback_param, files=entries)
    return uuid
