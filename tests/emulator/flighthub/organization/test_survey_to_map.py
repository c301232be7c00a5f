"""From a flight to a map: the photos of the survey route, modeled, lie where the terrain is."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from attrs import define
from helpers.engine.map_errors import shifts, side_by_side
from helpers.flighthub import TOKEN, emulator
from helpers.places import DOCS
from helpers.written_pages import REWRITE
from meshwright import FlightHub
from meshwright.emulator import Clock, Emulator
from meshwright.engine.survey.geodesy import Place

pytestmark = pytest.mark.engine


@define
class Api:
    """Raw calls in the first project."""

    server: Emulator
    http: httpx.Client

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, path, json=body).json()
        assert answer["code"] == 0, answer
        return answer["data"]


@pytest.fixture
def api() -> Iterator[Api]:
    with emulator(clock=Clock(rate=0)) as server:
        project = next(iter(server.flighthub.organization.projects.values()))
        headers = {"x-user-token": TOKEN, "x-project-uuid": project.uuid}
        with httpx.Client(base_url=f"{server.url}/openapi/v0.1", headers=headers, timeout=120) as http:
            yield Api(server, http)


def test_a_survey_flight_becomes_a_true_map(api: Api, tmp_path: Path) -> None:
    """Half of the map is less than 0.3 m beside the terrain, nine tenths less than 1 m; a model of the project and one
    of open modeling are the same map (D78).
    """
    organization = api.server.flighthub.organization
    project = next(iter(organization.projects.values()))
    dock = organization.docks_of(project)[0]
    route = next(one for one in api("GET", "/wayline")["list"] if one["template_types"] == ["mapping_2d"])
    body = {"name": "survey", "sn": dock.sn, "wayline_uuid": route["id"], "task_type": "immediate"}
    task = api("POST", "/flight-task", body)["task_uuid"]
    api.server.advance(seconds=300)
    photos = api("GET", f"/flight-task/{task}/media")["list"]
    assert len(photos) == 16
    folder = tmp_path / "photos"
    folder.mkdir()
    for photo in photos:
        content = httpx.get(photo["original_url"]).content
        assert len(content) == photo["size"]
        (folder / photo["name"]).write_bytes(content)
    assert httpx.get(photos[0]["preview_url"]).headers["content-type"] == "image/jpeg"

    with FlightHub(TOKEN, base_url=api.server.url, poll_interval=0.05) as hub:
        resource = hub.resources.upload(folder, name="survey")
        model = hub.models.start(resource, parameter_2d={})["2d"]
        api.server.advance(seconds=60)
        key = model.wait_for_zip().zip_file_key
    opened = _map(httpx.get(api("GET", f"/model/download-url/{key}")["url"]).content)

    detail = api("GET", f"/flight-task/{task}")
    body = {
        "name": "map",
        "task_folder_id": detail["folder_info"]["folder_id"],
        "reconstruction_type": ["model_2d"],
        "generate_model_formats": ["b3dm"],
        "wkt": "",
    }
    id = api("POST", "/model/create", body)["id"]
    assert api("GET", f"/model/{id}")["url"] == ""
    api.server.advance(seconds=60)
    made = api("GET", f"/model/{id}")
    assert httpx.get(made["preview_url"]).headers["content-type"] == "image/jpeg"
    assert _map(httpx.get(api("GET", f"/model/download-url/{id}")["url"]).content) == opened

    path = tmp_path / "map.tif"
    path.write_bytes(opened)
    errors = shifts(path, Place(project.latitude, project.longitude))
    assert len(errors) > 100
    assert np.isnan(errors).mean() < 0.05
    assert np.nanmedian(errors) < 0.3
    assert np.nanpercentile(errors, 90) < 1.0
    if os.environ.get(REWRITE):
        side_by_side(path, Place(project.latitude, project.longitude), DOCS / "pictures/survey-flight.webp")


def _map(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("orthophoto.tif")
