"""The emulated FlightHub under test, including its object store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
from attrs import define

from ...emulator import Emulator, FlightHubSettings, Scenario, Settings
from ...spec.reading import Json, load_spec
from ...spec.versions import written_out
from ..exchange import Exchange
from ..oracle import Oracle
from ..oracle.learning_flighthub import resource_of
from ..samples import photo
from ..strangers import NOBODY
from .bench import Watched, connected, stopped_clock
from .store_signatures import signed

TOKEN = "token-of-the-contract"
API = "/openapi/v0.1"
ROOT = f"{API}/open_model"
NOT_FOUND, WRONG = 200404, 200610


@define(eq=False)
class FlightHubBench(Watched):
    """The emulated FlightHub."""

    project: str = ""
    """Sent with each call."""

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Exchange:
        """Make one call, of open modeling unless the path is a whole one; ``headers`` replace those of the client."""
        own = {"x-user-token": self.oracle.key, "x-request-id": f"{len(self.trace)}", "x-project-uuid": self.project}
        place = path if path.startswith("/openapi/") else ROOT + path
        return self.send(method, self.emulator.url + place, body, headers={**own, **(headers or {})}, content=content)

    def done(self, method: str, path: str, body: Any = None, **more: Any) -> Json:
        """Make a call that must succeed and return its data."""
        exchange = self.call(method, path, body, **more)
        good = exchange.status == 200 and exchange.data.get("code") == 0
        self.expect(good, f"{exchange}: a call of the walk was refused: {exchange.body[:200]!r}")
        data: Json = exchange.data.get("data", {}) if good else {}
        return data

    def refuse(self, code: int, method: str, path: str, body: Any = None, **more: Any) -> None:
        """Make a call that must be refused with a code."""
        exchange = self.call(method, path, body, **more)
        said = exchange.data.get("code") if exchange.media_type == "application/json" else None
        right = (exchange.status, said) == (200, code)
        self.expect(right, f"{exchange} {str(body)[:80]}: {exchange.body[:80]!r} in place of {code}")

    def credential(self) -> Json:
        """Return an upload credential; its ``resource`` is the uuid that it is for."""
        said = self.done("POST", "/stores/obtain_token")
        return {**said, "resource": resource_of(said)}

    def put(
        self, token: Json, name: str, content: bytes = b"x", *, key: str = "", method: str = "PUT", **signature: str
    ) -> httpx.Response:
        """Put a file into the store, at its place or at another; ``signature`` changes how it is signed."""
        key = key or str(token["store_path"]).replace("{fileName}", name)
        url, headers = signed(method, token, key, **signature)
        return self.http.request(method, url, headers=headers, content=content if method == "PUT" else None)

    def report(self, token: Json, files: Mapping[str, str]) -> Json:
        """Return the report of files by their names and ETags."""
        listed = [{"name": name, "etag": etag} for name, etag in files.items()]
        return {"resource_uuid": token["resource"], "callback_param": token["callback_param"], "files": listed}

    def filled(self, token: Json, count: int, first: int = 0) -> dict[str, str]:
        """Put pictures into the store and return their ETags by name."""
        found: dict[str, str] = {}
        for number in range(first, first + count):
            name = f"DJI_{number:04}.JPG"
            answer = self.put(token, name, photo(number))
            self.expect(answer.status_code == 200, f"a PUT into the store answers {answer.status_code}")
            found[name] = answer.headers.get("etag", "").strip('"')
        return found

    def resource(self, count: int = 5) -> str:
        """Make a resource of pictures that is ready, and return its uuid."""
        token = self.credential()
        self.done("POST", "/stores/upload_callback", self.report(token, self.filled(token, count)))
        self.advance(1.0)
        return str(token["resource"])

    def start(self, resource: str, *kinds: str, **more: Any) -> dict[str, str]:
        """Start models and return their uuids by kind."""
        body = {"resource_uuid": resource, **{f"parameter_{kind}": "{}" for kind in kinds}, **more}
        said = self.done("POST", "/models/reconstruction/start", body)
        jobs = {kind: said.get(f"model_{kind}") or {} for kind in kinds}
        for kind, job in jobs.items():
            refused = self.emulator.flighthub.own.scenario_of(kind) is Scenario.REFUSED
            self.expect(
                bool(job.get("sub_error_code")) == refused, f"{kind}: sub_error_code {job.get('sub_error_code')}"
            )
        return {kind: str(job.get("uuid", NOBODY)) for kind, job in jobs.items()}

    def model(self, uuid: str) -> Json:
        """Return the answer about a model."""
        return self.done("GET", f"/models/{uuid}")

    def running(self) -> list[str]:
        """List the models under way."""
        return [str(model.get("model_uuid")) for model in self.done("GET", "/models/running").get("list") or ()]

    @property
    def quota(self) -> int:
        """The rest of the picture quota; no call returns it."""
        return int(self.emulator.flighthub.modeling.quota)


FlightHubOpener = Callable[..., AbstractContextManager[FlightHubBench]]


@contextmanager
def opened_flighthub(**own: Any) -> Iterator[FlightHubBench]:
    """Start an emulator with a stopped clock, and judge its answers; settings are those of its FlightHub."""
    flighthub = FlightHubSettings(**{"token": TOKEN, **own})
    chosen = Settings(clock=stopped_clock(), seed=1, flighthub=flighthub)
    oracle = Oracle(written_out(load_spec("flighthub")), TOKEN, service="flighthub")
    with Emulator(chosen) as emulator, connected(emulator.url) as http:
        yield FlightHubBench(emulator, oracle, http)
