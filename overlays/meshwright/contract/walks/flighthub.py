"""All walks of FlightHub in their order, and those about its envelope: keys, methods, bodies, too many calls."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ...emulator.flighthub.troubles import Failure
from ..strangers import NOBODY, filled
from .flighthub_bench import API, NOT_FOUND, ROOT, WRONG, FlightHubBench, FlightHubOpener
from .flighthub_calendar import CALENDAR
from .flighthub_course import COURSES
from .flighthub_lists import LISTS
from .flighthub_made import MADE
from .flighthub_models import MODELS
from .flighthub_organization import ORGANIZATION
from .flighthub_resources import RESOURCES
from .flighthub_routes import ROUTES
from .flighthub_version2 import VERSION_2

TOKEN_WRONG, TOO_FREQUENT = 200401, 210429


def envelopes(opened: FlightHubOpener) -> list[str]:
    """Call every operation without a token and with others, with bad and strange uuids, by wrong methods."""
    with opened(private_cloud=True) as bench:
        bench.project = bench.done("GET", f"{API}/project")["list"][0]["uuid"]
        for template, item in bench.oracle.spec["paths"].items():
            path = filled(template)
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                if method.lower() in item:
                    _operation(bench, method, path)
                else:
                    _not_found(bench, method, path)
        for path in ("/", "/none", "/models", "/models/", f"/models/{NOBODY}/", f"/resource/{NOBODY}/x", "/resource"):
            _not_found(bench, "GET", path)
        found = bench.findings
    with opened(token=None) as bench:  # any token will do, and none will not
        bench.expect(bench.call("GET", "/models/running", headers={"x-user-token": ""}).status == 401, "no token")
        other = bench.call("GET", "/models/running", headers={"x-user-token": "another"})
        bench.expect(other.status == 200, f"another token answers {other.status}")
        return found + bench.findings


def _operation(bench: FlightHubBench, method: str, path: str) -> None:
    body: Any = {} if bench.oracle.expectations.at(path)[method].body else None
    for token in ("", "wrong", f"{bench.oracle.key}x", bench.oracle.key.upper()):
        refused = bench.call(method, path, body, headers={"x-user-token": token})
        seen = (refused.status, refused.data.get("code"))
        bench.expect(seen == (401, TOKEN_WRONG), f"{method} {path} with the token {token!r}: {seen}")
    if body is not None:
        bench.refuse(WRONG, method, path, body)
    if NOBODY in path and path.startswith(ROOT):
        bench.refuse(NOT_FOUND, method, path)
        for bad in ("x", NOBODY[:-1], NOBODY + "0", NOBODY.replace("-", ""), "%20", "g" + NOBODY[1:]):
            bench.refuse(WRONG, method, path.replace(NOBODY, bad))


def _not_found(bench: FlightHubBench, method: str, path: str) -> None:
    answer = bench.call(method, path)
    plain = (answer.status, answer.media_type, answer.body) == (404, "text/plain", b"404 page not found")
    bench.expect(plain, f"{answer}: {answer.media_type} {answer.body[:60]!r} in place of a bare 404")


def bodies(opened: FlightHubOpener) -> list[str]:
    """Send bodies that are not requests; optional headers may be missing or strange."""
    texts = (b"", b"{", b"[]", b"null", b'"x"', b"1", b"\xff\xfe", b"[" * 100000, b"NaN", b'{"files": "\\ud800"}')
    with opened() as bench:
        for path in ("/stores/upload_callback", "/models/reconstruction/start"):
            for text in texts:
                bench.refuse(WRONG, "POST", path, content=text)
            bench.refuse(WRONG, "POST", path, {}, headers={"content-type": "text/plain"})
        bench.call("POST", "/stores/obtain_token", content=b"{")  # it takes no body and ignores one
        for headers in ({"x-request-id": ""}, {"x-language": "xx"}, {"x-language": "zh"}, {"x-project-uuid": "x"}):
            answer = bench.call("GET", "/models/running", headers=headers)
            nothing = {"code": 0, "message": "", "data": {"list": None}}
            bench.expect(answer.data == nothing, f"{headers}: {answer.body!r}")
        return bench.findings


def too_frequent(opened: FlightHubOpener) -> list[str]:
    """Call faster than allowed: the envelope reports it, or HTTP 429 with the seconds to wait."""
    found: list[str] = []
    for as_429 in (False, True):
        with opened(rate=2, rate_as_429=as_429) as bench:
            calls = [bench.call("GET", path) for path in ("/models/running", f"/models/{NOBODY}", "/models/running")]
            seen = [(call.status, call.data.get("code")) for call in calls]
            wanted = [(200, 0), (200, NOT_FOUND), (429 if as_429 else 200, TOO_FREQUENT)]
            bench.expect(seen == wanted, f"{seen} in place of {wanted}")
            seconds = calls[-1].headers.get("retry-after")
            bench.expect((seconds is not None) == as_429, f"Retry-After {seconds}")
            found += bench.findings
    with opened(private_cloud=True) as bench:
        bench.project = bench.done("GET", f"{API}/project")["list"][0]["uuid"]
        for operation in bench.oracle.operations:
            bench.emulator.flighthub.troubles.arm(operation.id, Failure(TOO_FREQUENT, "too fast", status=429))
            body: Any = {} if operation.body is not None else None
            answer = bench.call(operation.method, filled(operation.template), body)
            bench.expect(answer.status == 429, f"{answer}: too fast, and not refused")
        return found + bench.findings


WALKS = (
    *RESOURCES,
    *MODELS,
    *ORGANIZATION,
    *ROUTES,
    *LISTS,
    *CALENDAR,
    *COURSES,
    *MADE,
    *VERSION_2,
    envelopes,
    bodies,
    too_frequent,
)
NAMES = tuple(walk.__name__ for walk in WALKS)


def walk_all(opened: FlightHubOpener, names: Collection[str] = NAMES) -> Iterator[tuple[str, list[str]]]:
    """Make every walk that is named, each on an emulator of its own, and yield its name with what was found."""
    for walk in (walk for walk in WALKS if walk.__name__ in names):
        try:
            yield walk.__name__, walk(opened)
        except Exception as error:  # a service that is wrong enough breaks the walk itself
            yield walk.__name__, [f"the walk broke off: {type(error).__name__}: {error}"]
