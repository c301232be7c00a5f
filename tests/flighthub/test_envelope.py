"""What every call has in common: headers, the envelope, errors by code, and secrets that stay secret."""

from __future__ import annotations

import inspect
import logging
from pathlib import Path
from typing import Any
from uuid import UUID

import meshwright
import pytest
from attrs import evolve
from helpers.fakes import json_reply
from helpers.flighthub import QUICK, TOKEN, emulator
from helpers.scripted_hub import enveloped, hub_over
from meshwright import (
    ApiError,
    AsyncFlightHub,
    AuthenticationError,
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    FlightHub,
    NotFound,
    PermissionDenied,
    RateLimited,
    RetryPolicy,
    ServerError,
    UnexpectedResponse,
    UploadIncomplete,
)
from meshwright.core.wire import Reply, Request
from meshwright.emulator import Emulator
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.troubles import STORE, Failure
from meshwright.flighthub import REGIONS
from meshwright.flighthub.envelope import converted
from meshwright.flighthub.models import AsyncModels, Models
from meshwright.flighthub.reconstructions import AsyncModelHandle, ModelHandle
from meshwright.flighthub.reports import LARGEST
from meshwright.flighthub.resources import LONGEST_NAME, AsyncResources, AsyncStores, Resources, Stores
from meshwright.spec.limits import file_limits
from meshwright.spec.reading import load_spec
from meshwright_api._runtime import Operation
from meshwright_api.flighthub.api import models as generated_models
from meshwright_api.flighthub.api import stores as generated_stores

M = "00000000-0000-4000-8000-000000000002"


NOTHING_RUNS = enveloped({"list": None})


# ---------------------------------------------------------------------------------------------------- settings
def test_regions_are_those_of_the_spec() -> None:
    """cn, us and eu stand for the addresses that the spec gives."""
    servers = {server["description"].partition(",")[0]: server["url"] for server in load_spec("flighthub")["servers"]}
    for region, address in REGIONS.items():
        assert servers[region] == address
        hub, fake = hub_over(lambda _: NOTHING_RUNS, region=region)
        hub.models.running()
        assert fake.requests[0].url == f"{address}/openapi/v0.1/open_model/models/running"


def test_no_token_no_region_no_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token or a region the error names what to set; both may come from the environment."""
    with pytest.raises(ConfigurationError, match="FLIGHTHUB_USER_TOKEN"):
        FlightHub(region="eu")
    with pytest.raises(ConfigurationError, match="cn, us, eu"):
        FlightHub(TOKEN)
    with pytest.raises(ConfigurationError, match="'mars'"):
        FlightHub(TOKEN, region="mars")
    with pytest.raises(ConfigurationError, match="base_url must be https"):
        FlightHub(TOKEN, base_url="http://hub.example:30812")
    with pytest.raises(ConfigurationError, match="language"):
        FlightHub(TOKEN, region="eu", language="fr")
    monkeypatch.setenv("FLIGHTHUB_USER_TOKEN", TOKEN)
    monkeypatch.setenv("FLIGHTHUB_REGION", "us")
    with FlightHub() as hub:
        assert hub.session.base_url == REGIONS["us"]
    with FlightHub(base_url="https://hub.example:30812/") as hub:
        assert hub.session.base_url == "https://hub.example:30812"


def test_headers() -> None:
    """Token and language go with every call, a project when it is set, and a request id that is new each time."""
    hub, fake = hub_over(lambda _: NOTHING_RUNS, project_uuid="p-1", language="zh")
    hub.models.running()
    hub.models.running()
    first, second = (request.headers for request in fake.requests)
    assert (first["x-user-token"], first["x-language"], first["x-project-uuid"]) == (TOKEN, "zh", "p-1")
    assert UUID(first["x-request-id"]).version == 4
    assert first["x-request-id"] != second["x-request-id"]
    plain, fake = hub_over(lambda _: NOTHING_RUNS)
    plain.models.running()
    assert "x-project-uuid" not in fake.requests[0].headers
    assert fake.requests[0].headers["x-language"] == "en"


# ---------------------------------------------------------------------------------------------------- errors
BY_CODE = {
    200401: AuthenticationError,
    200403: PermissionDenied,
    200404: NotFound,
    231011: NotFound,
    200610: BadRequest,
    210429: RateLimited,
    200500: ServerError,
    210504: ServerError,
    245008: ApiError,
}


@pytest.mark.parametrize("code", BY_CODE)
@pytest.mark.parametrize("status", [200, 400])
def test_codes_are_typed_errors(code: int, status: int) -> None:
    """A code other than 0 is raised by its meaning, also after HTTP 200, with code, message and request id."""
    hub, fake = hub_over(lambda _: enveloped(None, code, "words of the service", status), retry=None)
    hub = hub.with_options(retry=RetryPolicy(attempts=1))
    with pytest.raises(ApiError) as caught:
        hub.models.get(M)
    if status == 200:
        assert type(caught.value) is BY_CODE[code]
    assert caught.value.code == code
    assert caught.value.message.startswith("words of the service")
    assert caught.value.request_id == fake.requests[0].headers["x-request-id"]
    assert caught.value.request_id in str(caught.value)


def test_no_resource_is_an_empty_list() -> None:
    """The code 231011, which stands for no resource, is an empty list where a list is read."""
    hub, _ = hub_over(lambda _: enveloped({}, 231011, "no resource"), project_uuid="p-1")
    assert hub.models.running() == []
    assert hub.routes.list() == []
    with pytest.raises(NotFound):
        hub.routes.get("r-1")
    with pytest.raises(NotFound):
        hub.models.delete(M)


def test_every_failure_names_the_request(server: Emulator) -> None:
    """Lost connections, foreign pages and unknown paths bear the request id as well."""

    def broken(request: Request) -> Reply:
        raise ConnectionFailed("the line is dead", sent=True)

    hub, fake = hub_over(broken)
    with pytest.raises(ConnectionFailed) as lost:
        hub.models.get(M)
    assert fake.requests[0].headers["x-request-id"] in str(lost.value)
    hub, fake = hub_over(lambda _: Reply(status=200, content=b"<html>login</html>"))
    with pytest.raises(UnexpectedResponse) as page:
        hub.stores.obtain_token()
    assert page.value.request_id == fake.requests[0].headers["x-request-id"]
    hub, _ = hub_over(lambda _: Reply(status=404, content=b"404 page not found"))
    with pytest.raises(NotFound, match="this gateway does not serve the path"):
        hub.models.running()


def test_a_token_of_another_region(server: Emulator) -> None:
    """The error of a 401 states that tokens are valid in one region only, and names this one, but never the token."""
    with FlightHub("token-from-elsewhere", base_url=server.url) as hub:
        with pytest.raises(AuthenticationError, match="one region only") as caught:
            hub.models.running()
        assert caught.value.status == 401
        assert caught.value.code == 200401
        assert server.url in str(caught.value)
        assert "token-from-elsewhere" not in str(caught.value)


def test_too_frequent_is_waited_for() -> None:
    """Code 210429 after HTTP 200 is asked again, as HTTP 429 is, whose Retry-After is kept to."""
    replies = [enveloped(code=210429), enveloped(code=210429, status=429, retry_after="7"), NOTHING_RUNS]
    hub, fake = hub_over(lambda _: replies.pop(0))
    assert hub.models.running() == []
    assert fake.slept[1] == 7
    assert len({request.headers["x-request-id"] for request in fake.requests}) == 1


@pytest.mark.parametrize("as_429", [False, True])
def test_the_emulator_has_a_rate(as_429: bool) -> None:
    """Beyond its rate the emulator refuses in either of the two ways, and the client succeeds later."""
    with emulator(evolve(QUICK, rate=2.0, rate_as_429=as_429)) as server:
        with FlightHub(TOKEN, base_url=server.url, retry=RetryPolicy(attempts=1)) as hub, pytest.raises(RateLimited):
            _ = [hub.models.running() for _ in range(100)]
        with FlightHub(TOKEN, base_url=server.url, retry=RetryPolicy(attempts=20)) as patient:  # delays are random
            patient.models.running()


MALFORMED: dict[str, Any] = {
    "no envelope": [],
    "no code": {"message": "", "data": {}},
    "text for code": {"code": "0", "message": "", "data": None},
    "no data": {"code": 0, "message": ""},
    "a list for data": {"code": 0, "message": "", "data": []},
    "no keys": {"code": 0, "message": "", "data": {"cloud_name": "aws"}},
    "a number for a text": {"code": 0, "message": "", "data": {"cloud_name": 7, "session_token": "SECRET"}},
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_credentials(name: str) -> None:
    """An answer that is not a credential is an UnexpectedResponse that quotes nothing of it."""
    hub, _ = hub_over(lambda _: json_reply(MALFORMED[name]))
    with pytest.raises(UnexpectedResponse) as caught:
        hub.stores.obtain_token()
    assert "SECRET" not in str(caught.value)


def test_a_store_path_without_its_placeholder() -> None:
    """It is taken for the beginning of every key, and the resource is its last segment."""
    data = {
        "cloud_name": "AWS_S3",
        "access_key_id": "a",
        "secret_access_key": "b",
        "session_token": "c",
        "cloud_bucket_name": "d",
        "callback_param": "e",
        "expire_time": 1,
        "store_path": f"fh/tmp/{M}/",
        "end_point": "s3.example.com",
    }
    hub, _ = hub_over(lambda _: enveloped(data))
    credential = hub.stores.obtain_token()
    assert credential.resource_uuid == M
    assert credential.key_for("x.jpg") == f"fh/tmp/{M}/x.jpg"
    assert credential.endpoint_url == "https://s3.example.com"
    hub, _ = hub_over(lambda _: enveloped({**data, "store_path": "{fileName}"}))
    with pytest.raises(UnexpectedResponse, match="names no resource"):
        hub.stores.obtain_token()


# ---------------------------------------------------------------------------------------------------- secrets
@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning", "ignore::SyntaxWarning")
@pytest.mark.parametrize("cloud", ["aws", "ali"])
def test_secrets_stay_secret(cloud: str, photos: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Token, keys and callback_param are in no log (everything at DEBUG), no repr and no error."""
    caplog.set_level(logging.DEBUG)
    with emulator(evolve(QUICK, cloud=cloud)) as server, FlightHub(TOKEN, base_url=server.url) as hub:
        credential = hub.stores.obtain_token()
        shown = [repr(credential), str(credential), repr(hub), repr(hub.session), repr(hub.stores)]
        server.flighthub.troubles.arm(STORE, StoreError(403, "AccessDenied", "no"), skip=3, count=100)
        with pytest.raises(UploadIncomplete) as refused:
            hub.resources.upload(photos)
        server.flighthub.troubles.disarm()
        server.flighthub.troubles.arm("stores.upload_callback", Failure(200403, "no"), count=9)
        with pytest.raises(UploadIncomplete) as unreported:
            hub.resources.upload(photos)
        shown += [repr(refused.value), str(refused.value), repr(unreported.value), str(unreported.value.__cause__)]
        issued = list(server.flighthub.store.credentials.values())
    text = "\n".join([*shown, caplog.text])
    secrets = [TOKEN]
    for one in issued:
        secrets += [one.secret_access_key, one.session_token, one.callback_param]
    assert len(secrets) == 7
    assert not [secret for secret in secrets if secret in text]


# ---------------------------------------------------------------------------------------------------- parity
PAIRS = [
    (AsyncFlightHub, FlightHub),
    (AsyncStores, Stores),
    (AsyncResources, Resources),
    (AsyncModels, Models),
    (AsyncModelHandle, ModelHandle),
]


def surface(cls: type) -> dict[str, list[str]]:
    """Public methods with the names of their parameters."""
    names = {"aclose": "close"}
    members = {name: getattr(cls, name) for name in dir(cls) if not name.startswith("_")}
    return {
        names.get(name, name): list(inspect.signature(member).parameters)
        for name, member in members.items()
        if inspect.isfunction(member)
    }


@pytest.mark.parametrize(("of_asyncio", "blocking"), PAIRS)
def test_both_clients_are_alike(of_asyncio: type, blocking: type) -> None:
    """The blocking classes have the methods and parameters of the asynchronous ones."""
    assert surface(of_asyncio) == surface(blocking) != {}


def test_all_operations_are_there() -> None:
    """Each operation of the spec is a method of both clients, and takes every parameter that its builder has."""
    operations = [
        operation["operationId"]
        for item in load_spec("flighthub")["paths"].values()
        for verb, operation in item.items()
        if verb != "parameters"
    ]
    assert len(operations) == 87
    with FlightHub(TOKEN, region="eu") as hub:
        other = AsyncFlightHub(TOKEN, region="eu")
        for tag, _, verb in (name.partition(".") for name in operations):
            for client in (hub, other):
                assert callable(getattr(getattr(client, tag), verb))
    start = set(inspect.signature(generated_models.start).parameters) - {"resource_uuid"}
    assert start <= set(inspect.signature(AsyncModels.start).parameters)
    callback = inspect.signature(generated_stores.upload_callback).parameters
    assert list(callback) == list(inspect.signature(AsyncStores.upload_callback).parameters)[1:]


def test_limits_are_those_of_the_spec() -> None:
    """Files of a report, characters of a name and files of a model are bounded as the spec says."""
    schemas = load_spec("flighthub")["components"]["schemas"]
    callback = schemas["UploadCallback"]["properties"]
    assert callback["files"]["maxItems"] == LARGEST
    assert callback["resource_name"]["maxLength"] == LONGEST_NAME
    assert file_limits() == (5, 20000)
    assert file_limits("parameter_3dgs") == (10, 4000)


def test_the_names_are_public() -> None:
    """Clients, handles, data and errors can be had from the package."""
    assert meshwright.FlightHub is FlightHub
    assert meshwright.AsyncFlightHub is AsyncFlightHub


def test_another_reading_changes_nothing_else() -> None:
    """The call whose envelope is taken off is the same call: query, body, files and form of the answer are kept."""
    whole = Operation(
        name="x.list",
        method="GET",
        path="/x",
        parse=dict,
        params={"page": 2},
        body={"a": 1},
        files={"a": ()},
        streams=True,
    )
    other = converted(whole, list)
    assert other.parse is list
    assert evolve(other, parse=dict) == whole
