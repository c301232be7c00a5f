"""flighthub2-cli, a public client of FlightHub 2, unmodified, against the emulator: each operation of its catalogue,
from its command line, from its library, and as a tool of its MCP server.
"""

from __future__ import annotations

import gc
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from attrs import define, evolve, field
from flighthub2 import FlightHub2Client
from flighthub2.cli.main import app
from flighthub2.dispatch import invoke
from flighthub2.spec import OPERATIONS
from helpers.flighthub import QUICK, TOKEN, emulator, jpeg
from helpers.mcp import LIBRARY, McpServer
from helpers.written_pages import assert_section
from meshwright.emulator import Emulator
from meshwright.emulator.clock import Clock
from typer.testing import CliRunner

WKT = 'GEOGCS["WGS 84"]'
HEADING = "\n## flighthub2-cli\n"
SECTION = """
## flighthub2-cli

`flighthub2-cli` 0.1.2 is a client and a command line for FlightHub 2. `tests/e2e/test_flighthub2.py` runs each
operation of its catalogue from its command line, from its library and as a tool of its MCP server (with `mcp` below
2.0), on an emulator with `--private-cloud`, which has the stream forwarders too, and writes this table. To let it use
the emulator:

```sh title="Not run here: it needs the other client"
export FLIGHTHUB2_BASE_URL=http://127.0.0.1:8765
export FLIGHTHUB2_TOKEN=any
fh2 project list
```

{served} of its {known} operations are served: a route is uploaded and flown, its photos become a model on the map, and
photos become a model by open modeling.

| operation | call | command line | library | MCP |
|---|---|---|---|---|
"""
Surface = Callable[..., Any]
SERVE = ("mcp", "serve", "--allow-dangerous")
BY_NAME = {one.name: one for one in OPERATIONS}


@define
class Used:
    """One surface of the other client, and what it has done."""

    perform: Surface
    served: set[str] = field(factory=set[str])

    def __call__(self, operation: str, **arguments: Any) -> Any:
        """Perform an operation, which must succeed, and return its result as JSON."""
        found = self.perform(operation, arguments)
        self.served.add(operation)
        return found


def command_line(url: str, project: str) -> Used:
    """Return the command line: ``fh2 call OPERATION``, which confirms what is dangerous."""

    def perform(operation: str, arguments: dict[str, Any]) -> Any:
        line = ["--token", TOKEN, "--base-url", url, "--project", project, "-o", "json", "-y", "call", operation]
        result = CliRunner().invoke(app, [*line, "--args-json", json.dumps(arguments)])
        assert result.exit_code == 0, f"{operation}: {result.output}"
        return json.loads(result.stdout)

    return Used(perform)


def library(url: str, project: str) -> Used:
    """Return the library, by its own list of operations."""

    def perform(operation: str, arguments: dict[str, Any]) -> Any:
        with FlightHub2Client(token=TOKEN, base_url=url, project_uuid=project) as client:
            return invoke(client, operation, arguments, allow_dangerous=True)

    return Used(perform)


def tools(server: McpServer) -> Used:
    """Return the tools of its MCP server."""

    def perform(operation: str, arguments: dict[str, Any]) -> Any:
        good, text, _ = server.call(BY_NAME[operation].tool_name, **arguments)
        result = json.loads(text)
        assert good, text
        assert not (isinstance(result, dict) and result.keys() == {"error", "type"}), f"{operation}: {text}"
        return result

    return Used(perform)


@contextmanager
def mcp_server(url: str, project: str, folder: Path) -> Iterator[McpServer]:
    """Start its MCP server, with the tools that move aircraft."""
    environment = {
        "PYTHONPATH": str(LIBRARY),
        "FLIGHTHUB2_BASE_URL": url,
        "FLIGHTHUB2_TOKEN": TOKEN,
        "FLIGHTHUB2_PROJECT_UUID": project,
    }
    with closing(McpServer([sys.executable, "-m", "flighthub2", *SERVE], environment, folder)) as server:
        yield server


@pytest.fixture(scope="module")
def private_cloud() -> Iterator[Emulator]:
    settings = evolve(QUICK, private_cloud=True)
    with emulator(settings, clock=Clock(rate=0)) as one:
        yield one


@contextmanager
def store(endpoint: str, key: str, secret: str, session: str) -> Iterator[Any]:
    """Open a store with the keys of a credential."""
    keys = {"aws_access_key_id": key, "aws_secret_access_key": secret, "aws_session_token": session}
    with closing(boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)) as opened:
        yield opened


def put(opened: Any, bucket: str, key: str, content: bytes) -> str:
    """Put a file into a store and return its ETag."""
    return str(opened.put_object(Bucket=bucket, Key=key, Body=content)["ETag"].strip('"'))


def an_organization(use: Used, name: str, clock: Clock) -> None:
    """Read the organization, switch cameras and streams, and draw on the map."""
    assert use("system.status")["code"] == 0
    project = use("project.list")[0]
    assert use("project.find", name_or_uuid=project["name"]) == project
    use("project.add-member", user_id="1000", role="project-admin", nickname="Example")
    assert len(use("device.list-org")) >= len(use("device.list")) > 0
    dock = use("device.list")[0]["gateway"]
    camera = {"sn": dock["sn"], "camera_index": dock["camera_list"][0]["camera_index"]}
    assert use("device.state", device_sn=dock["sn"])["device_state"]["mode_code"] == 0
    assert use("device.hms", device_sns=[dock["sn"]])[0]["device_sn"] == dock["sn"]
    rtk = {"host": "rtk.example.com", "port": 2101, "account": "a", "password": "p", "mount_point": "m"}
    assert use("device.rtk-calibrate", device_sn=dock["sn"], **rtk)["status"] == "ok"
    use("device.change-camera", camera_position="outdoor", **camera)
    assert use("livestream.start", **camera)["expire_ts"] > clock.now()
    target = {"converter_name": name, "schema": "rtmp", "schema_option": {"url": f"rtmp://live.example.com/{name}"}}
    forwarder = use("converter.create", **camera, **target)
    use("converter.set", converter_id=forwarder["converter_id"], auto_push=True)
    assert [one["state"] for one in use("converter.list")] == ["running"]
    use("converter.delete", converter_id=forwarder["converter_id"])
    use("annotation.create", name=name, annotation_type=0, coordinates=[9.513, 47.164])


def a_flight(use: Used, clock: Clock) -> None:
    """Upload a route, fly it with a halt on the way, and make a map of its photos."""
    route = use("wayline.find", name_or_id=use("wayline.list")[-1]["name"])
    kmz = httpx.get(use("wayline.get", wayline_id=route["id"])["download_url"]).content
    token = use("project.sts-token")
    keys = token["credentials"]
    key = f"{token['object_key_prefix']}/{clock.milliseconds()}.kmz"
    with store(token["endpoint"], keys["access_key_id"], keys["access_key_secret"], keys["security_token"]) as opened:
        put(opened, token["bucket"], key, kmz)
    wayline = use("wayline.finish-upload", object_key=key, name="Example")["uuid"]
    pair = use("device.list")[0]
    dock, aircraft = pair["gateway"]["sn"], pair["drone"]["sn"]
    flight = {"sn": dock, "wayline_uuid": wayline}
    later = use("task.create", name="later", task_type="timed", begin_at=int(clock.now()) + 10**6, **flight)
    use("task.update-status", task_uuid=later["task_uuid"], status="suspended")
    began = int(clock.now())
    task = use("task.create", name="now", **flight)["task_uuid"]
    clock.advance(seconds=60)
    camera = use("device.list")[0]["drone"]["camera_list"][0]["camera_index"]
    assert use("device.acquire-control", drone_sn=aircraft, payload_index=[camera])["controls"][0]["type"] == "payload"
    use("device.change-lens", sn=aircraft, camera_index=camera, lens_type="zoom")
    use("device.stream-quality", sn=aircraft, camera_index=camera, quality_type="smooth")
    assert use("device.release-control", drone_sn=aircraft, payload_index=[camera])["controls"] == []
    use("device.command", device_sn=aircraft, command="flighttask_pause")
    assert use("task.get", task_uuid=task)["status"] == "paused"
    use("device.command", device_sn=aircraft, command="flighttask_recovery")
    listed = use("task.list", sn=dock, begin_at=began - 60, end_at=began + 60)
    assert [(one["uuid"], one["status"]) for one in listed] == [(task, "executing")]
    clock.advance(hours=1)
    found = use("task.get", task_uuid=task)
    folder, media = found["folder_info"], use("task.media", task_uuid=task)
    assert (found["status"], folder["uploaded_file_count"]) == ("success", len(media))
    assert httpx.get(media[0]["original_url"]).content.startswith(b"\xff\xd8")
    assert len(use("task.track", task_uuid=task)["track"]["points"]) > 10
    wanted = {"reconstruction_type": ["model_2d"], "generate_model_formats": ["b3dm"], "wkt": WKT}
    model = use("model.create", name="Example", task_folder_id=folder["folder_id"], **wanted)
    clock.advance(hours=1)
    assert model["id"] in [one["id"] for one in use("model.list")]
    assert use("model.get", model_id=str(model["id"]))["name"] == "Example"


def open_modeling(use: Used, clock: Clock) -> None:
    """Make models of uploaded photos; stop one, and delete one and the photos."""
    token = use("openmodel.obtain-token")
    keys = token["access_key_id"], token["secret_access_key"], token["session_token"]
    path, bucket = token["store_path"], token["cloud_bucket_name"]
    resource = {"resource_uuid": path.split("/")[-2]}
    names = [f"{number}.JPG" for number in range(5)]
    with store(token["end_point"], *keys) as opened:
        etags = [put(opened, bucket, path.replace("{fileName}", name), jpeg(len(name))) for name in names]
    files = [{"name": name, "etag": etag} for name, etag in zip(names, etags, strict=True)]
    use("openmodel.upload-callback", callback_param=token["callback_param"], files=files, **resource)
    clock.advance(seconds=10)
    assert use("openmodel.resource-get", **resource)["status"] == 1
    models = use("openmodel.start", parameter_2d="{}", parameter_3d="{}", **resource)
    assert len(use("openmodel.running")) == 2
    stopped, deleted = ({"model_uuid": models[kind]["uuid"]} for kind in ("model_2d", "model_3d"))
    use("openmodel.stop", **stopped)
    assert use("openmodel.get", **stopped)["model_status"] == 16
    use("openmodel.delete", **deleted)
    use("openmodel.resource-delete", **resource)


@pytest.fixture(scope="module")
def surfaces(private_cloud: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Used]]:
    """Take each surface through everything."""
    project = httpx.get(f"{private_cloud.url}/openapi/v0.1/project", headers={"x-user-token": TOKEN}).json()
    place = private_cloud.url, project["data"]["list"][0]["uuid"]
    used = {"command line": command_line(*place), "library": library(*place)}
    clock = private_cloud.settings.clock
    with mcp_server(*place, tmp_path_factory.mktemp("mcp")) as server, warnings.catch_warnings():
        used["MCP"] = tools(server)
        warnings.simplefilter("ignore", ResourceWarning)  # its command line leaves connections open
        for name, use in used.items():
            an_organization(use, name.replace(" ", "-"), clock)
            a_flight(use, clock)
            open_modeling(use, clock)
        gc.collect()
        yield used


def test_each_operation_is_served(surfaces: dict[str, Used]) -> None:
    """Its command line, library and MCP server perform all of their 44 operations: a route is flown, and becomes a
    map.
    """
    known = {operation.name for operation in OPERATIONS}
    assert len(known) == 44
    assert {name: known - used.served for name, used in surfaces.items()} == {name: set() for name in surfaces}


def test_the_page(surfaces: dict[str, Used]) -> None:
    """The table of the operations is up to date."""
    marks = {name: {True: "served", False: "-"} for name in surfaces}
    rows = [
        f"| `{one.name}` | {one.http_method} {one.http_path.removeprefix('/openapi/v0.1')} | "
        + " | ".join(marks[name][one.name in used.served] for name, used in surfaces.items())
        + " |\n"
        for one in OPERATIONS
    ]
    served = set[str].intersection(*(used.served for used in surfaces.values()))
    text = SECTION.format(served=len(served), known=len(rows)) + "".join(rows)
    assert_section("other-clients.md", text, begin=HEADING)
