"""The workflows beside the specs, run against the emulator: from a picture to a file, and they end where they must."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import yaml  # type: ignore[import-untyped]
from helpers.specs.arazzo import Failed, Json, Run
from helpers.specs.documents import ROOT, SERVICES
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.spec.public import public_form
from meshwright.spec.reading import load_spec
from openapi_spec_validator import OpenAPIV31SpecValidator
from PIL import Image

Start = Callable[..., Run]


def workflow(service: str, identity: str) -> Json:
    """Return a workflow of a service."""
    document = yaml.load((ROOT / "specs" / f"{service}.arazzo.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    found: Json = next(one for one in document["workflows"] if one["workflowId"] == identity)
    return found


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """Return an emulator of today's contract whose clock the waits of a workflow move."""
    with Emulator(Settings(as_of="2026-11-29", clock=Clock(rate=0), strict=True)) as running:
        yield running


@pytest.fixture
def start(emulator: Emulator) -> Iterator[Start]:
    """Return a function that prepares a run of a workflow over the contract that the emulator serves."""
    with httpx.Client(base_url=emulator.url, trust_env=False, timeout=120) as http:

        def prepared(service: str, identity: str, **inputs: Any) -> Run:
            openapi = http.get("/openapi.json", params={"service": service}).json()
            pause = lambda seconds: emulator.advance(seconds=seconds)  # noqa: E731
            return Run(openapi, workflow(service, identity), http, pause, inputs)

        yield prepared


@pytest.mark.parametrize("service", SERVICES)
def test_they_fit_the_public_form(service: str) -> None:
    """A workflow names operations, parameters and members that the public form has, and inputs that it declares."""
    form = public_form(load_spec(service), "2026-11-29")
    assert OpenAPIV31SpecValidator(form).is_valid()
    document = yaml.load((ROOT / "specs" / f"{service}.arazzo.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    ids = {item[m]["operationId"] for item in form["paths"].values() for m in item if m != "parameters"}
    for one in document["workflows"]:
        assert {step["operationId"] for step in one["steps"]} <= ids
        assert set(one["inputs"]["required"]) == set(one["inputs"]["properties"])


def test_a_picture_becomes_a_model(start: Start, photo: str) -> None:
    """Create, wait, download: the workflow of Meshy ends with the address of a GLB and its price."""
    run = start("meshy", "picture_to_model", key="msy_test", image_url=photo)
    outputs = run.outputs()
    assert run.http.get(outputs["glb"]).content[:4] == b"glTF"
    assert outputs["credits"] == 30
    assert run.sent[0] == "create"
    assert set(run.sent[1:]) == {"wait"}


def test_a_failure_ends_it(start: Start, photo: str) -> None:
    """A task that failed ends the workflow at once, with what was answered; the create is not sent again."""
    run = start("meshy", "picture_to_model", key="msy_test", image_url=photo)
    run.http.post("/_emulator/faults", json={"fault": "fail_task"}).raise_for_status()
    with pytest.raises(Failed, match=r"wait: 200 .*FAILED"):
        run.outputs()
    assert run.sent.count("create") == 1
    refused = start("meshy", "picture_to_model", key="wrong", image_url=photo)
    with pytest.raises(Failed, match="create: 401"):
        refused.outputs()
    assert refused.sent == ["create"]


def test_photos_become_a_zip(start: Start) -> None:
    """Credential, upload, report, start, wait: the workflows of FlightHub end with the key of a zip."""
    credential = start("flighthub", "credential", token="token").outputs()["credential"]
    folder = credential["store_path"].rpartition("/")[0]
    run = start(
        "flighthub",
        "model_of_uploaded_photos",
        token="token",
        resource_uuid=folder.rpartition("/")[2],
        callback_param=credential["callback_param"],
        files=uploaded(credential),
    )
    outputs = run.outputs()
    assert outputs["zip"]
    assert outputs["size"] > 0
    assert list(dict.fromkeys(run.sent)) == ["report", "imported", "start", "wait"]
    assert run.sent.count("start") == 1


def uploaded(credential: Json) -> list[Json]:
    """Put five photos into the store of a credential, and return their names with their ETags."""
    boto3 = pytest.importorskip("boto3")
    store = boto3.client(
        "s3",
        endpoint_url=credential["end_point"],
        region_name=credential["region"],
        aws_access_key_id=credential["access_key_id"],
        aws_secret_access_key=credential["secret_access_key"],
        aws_session_token=credential["session_token"],
    )
    found: list[Json] = []
    for number in range(5):
        name = f"DJI_{number:04}.JPG"
        key = credential["store_path"].replace("{fileName}", name)
        picture = io.BytesIO()
        Image.effect_noise((64, 64), 20 + number).save(picture, "JPEG")
        answer = store.put_object(Bucket=credential["cloud_bucket_name"], Key=key, Body=picture.getvalue())
        found.append({"name": name, "etag": answer["ETag"].strip('"')})
    return found


@pytest.fixture
def photo() -> str:
    """Return a picture as a data URI."""
    from helpers.api import picture

    return "data:image/png;base64," + base64.b64encode(picture()).decode()
