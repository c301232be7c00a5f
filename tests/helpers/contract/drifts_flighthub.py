"""Drifts of FlightHub that a visit should notice, written before its rules: 30 November 2026.

They are visible on an account with models under way, two docks and a flight that has ended, all of it read only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attrs import evolve

from .altering import (
    Answer,
    Asked,
    Edit,
    Planted,
    at,
    edited,
    gone,
    headed,
    member,
    raw,
    renamed,
    restated,
    where,
    with_data,
)

MODEL, RUNNING, RESOURCE = "models.get 200", "models.running 200", "resources.get 200"
FLIGHTS, FLIGHT, MEDIA, TRACK = "flights.list 200", "flights.get 200", "flights.media 200", "flights.track 200"
DEVICES, STATE, HMS, PROJECTS = (
    "devices.list 200|projects.devices 200",
    "devices.state 200",
    "devices.hms 200",
    "projects.list 200",
)
ROUTES, ROUTE = "routes.list 200", "routes.get 200"


def _good(edit: Edit) -> Edit:
    """Edit the data of successes."""
    return where(member("data", lambda data: edit(data) if data else data), code=0)


def _rows(edit: Edit) -> Edit:
    return _good(member("list", lambda rows: [edit(row) for row in rows] if rows else rows))


def _bad(edit: Edit) -> Edit:
    return lambda said: edit(said) if said.get("code") else said


def _presence() -> Iterator[Planted]:
    members = {
        MODEL: (
            "model_uuid",
            "model_status",
            "model_type",
            "model_size",
            "reconstruction_progress",
            "zip_status",
            "zip_progress",
            "zip_file_key",
            "error_code",
            "resource_uuid",
        ),
        RESOURCE: ("status", "resource_size", "file_names", "resource_uuid"),
        FLIGHT: ("status", "begin_at", "folder_info", "wayline_uuid", "sn", "uuid"),
        STATE: ("device_sn", "device_state", "device_model"),
        ROUTE: ("download_url", "id", "update_time", "name"),
        TRACK: ("track", "status", "wayline_uuid"),
    }
    for pattern, names in members.items():
        for name in names:
            yield Planted(f"{name} of {pattern} is missing", edited(pattern, _good(gone(name))), (name,))
    rows = {
        RUNNING: ("model_uuid", "model_status", "zip_status"),
        FLIGHTS: ("uuid", "status", "run_at", "completed_at", "current_waypoint_index"),
        MEDIA: ("uuid", "name", "size", "original_url", "preview_url", "create_at"),
        DEVICES: ("gateway", "drone"),
        PROJECTS: ("uuid", "name", "created_at"),
        ROUTES: ("id", "name", "update_time"),
    }
    for pattern, names in rows.items():
        for name in names:
            yield Planted(f"{name} of {pattern} is missing", edited(pattern, _rows(gone(name))), (name,))
    for name in ("model_status", "zip_status", "model_size", "zip_file_key"):
        yield Planted(f"{name} is null", edited(MODEL, _good(member(name, None))), (name,))
    yield Planted("the file names are null", edited(RESOURCE, _good(member("file_names", None))), ("file_names",))
    yield Planted("the message is missing", edited("* 200", where(gone("message"), code=0)), ("message",))
    yield Planted("the code is missing", edited("models.* 200", gone("code")), ("code",))
    yield Planted("the data is missing", edited(MODEL, where(gone("data"), code=0)), ("data",))
    yield Planted("the data is null", edited(RESOURCE, where(member("data", None), code=0)), ("data",))
    yield Planted("the data is empty", edited(MODEL, where(member("data", {}), code=0)), ("data", "missing"))


def _odd_json() -> Iterator[Planted]:
    for kind, value in {"an object": {}, "a list": ["x"], "a text": "x", "a fraction": 1.5}.items():
        yield Planted(f"model_status is {kind}", edited(MODEL, _good(member("model_status", value))), ("model_status",))
        yield Planted(
            f"model_uuid of the list is {kind}", edited(RUNNING, _rows(member("model_uuid", value))), ("model_uuid",)
        )
        yield Planted(
            f"data is {kind}", edited("flights.get 200", where(member("data", value), code=0)), ("data", "flights.get")
        )
        yield Planted(f"the list is {kind}", edited("flights.list 200", _good(member("list", value))), ("list",))
        another = edited(FLIGHTS, _rows(member("uuid", value)))
        yield Planted(f"a flight's uuid is {kind}", another, ("uuid", "list.found"))
    yield Planted("the code is a text", edited("* *", member("code", str)), ("code",))
    yield Planted("the code is a list", edited("models.get 200", member("code", lambda old: [old])), ("code",))
    yield Planted("serial numbers are numbers", edited(DEVICES, _rows(member("gateway.sn", 123456))), ("sn",))
    yield Planted("a device is a text", edited(DEVICES, _rows(member("gateway", "MWDVXTPJC6CFTJ"))), ("gateway",))
    yield Planted("rows are ids", edited(PROJECTS, _rows(lambda row: row["uuid"])), ("projects.list",))
    yield Planted(
        "lists are bare", edited(FLIGHTS, where(member("data", lambda d: d["list"]), code=0)), ("flights.list",)
    )
    yield Planted("answers are not enveloped", edited(MODEL, lambda d: d.get("data", d)), ("models.get",))
    yield Planted("answers are lists", edited(FLIGHT, lambda d: [d]), ("flights.get",))
    yield Planted("answers are HTML", raw(RESOURCE, b"<html>", "text/html"), ("resources.get", "html"))
    yield Planted("answers are broken", raw(TRACK, b'{"code": 0'), ("flights.track",))
    yield Planted("answers are null", raw(MODEL, b"null"), ("models.get",))


def _values() -> Iterator[Planted]:
    yield Planted("a new model status", edited(MODEL, _good(member("model_status", 11))), ("11",))
    yield Planted("a new zip status", edited(MODEL, _good(member("zip_status", 7))), ("zip_status",))
    yield Planted(
        "progress in thousandths",
        edited(MODEL, _good(member("reconstruction_progress", 250))),
        ("reconstruction_progress",),
    )
    yield Planted(
        "progress is a share of one",
        edited(MODEL, _good(member("reconstruction_progress", 0.25))),
        ("reconstruction_progress",),
    )
    yield Planted("sizes are texts", edited(RESOURCE, _good(member("resource_size", "6930"))), ("resource_size",))
    yield Planted("sizes are negative", edited(RESOURCE, _good(member("resource_size", -1))), ("resource_size",))
    yield Planted("another resource", edited(MODEL, _good(member("resource_uuid", "0000"))), ("resource_uuid",))
    yield Planted(
        "another model",
        edited(MODEL, _good(member("model_uuid", "00000000-0000-4000-8000-000000000007"))),
        ("identity",),
    )
    yield Planted(
        "ended models run", edited(RUNNING, _rows(member("model_status", 9))), ("model.running", "model_status")
    )
    yield Planted("a new flight status", edited(FLIGHTS, _rows(member("status", "landed"))), ("landed",))
    yield Planted("times in milliseconds", edited(FLIGHTS, _rows(member("begin_at", 1_790_000_000_000))), ("begin_at",))
    yield Planted(
        "times without zone",
        edited(FLIGHTS, _rows(member("begin_at", "2026-09-21T14:13:20"))),
        ("begin_at", "flight.times"),
    )
    yield Planted(
        "completed before it ran",
        edited(
            FLIGHTS,
            where(
                member(
                    "data.list",
                    lambda rows: [{**r, "completed_at": "2020-01-01T00:00:00Z"} for r in rows] if rows else rows,
                ),
                code=0,
            ),
        ),
        ("flight.times", "completed_at"),
    )
    yield Planted(
        "a success that was not completed", edited(FLIGHTS, _rows(member("completed_at", ""))), ("completed_at",)
    )
    yield Planted(
        "waypoints beyond the last", edited(FLIGHTS, _rows(member("current_waypoint_index", 99))), ("waypoint",)
    )
    yield Planted(
        "projects in seconds", edited(PROJECTS, _rows(member("created_at", lambda old: old // 1000))), ("seconds",)
    )
    yield Planted(
        "routes in seconds", edited(ROUTES, _rows(member("update_time", lambda old: old // 1000))), ("seconds",)
    )
    yield Planted(
        "track points in seconds",
        edited(
            TRACK,
            _good(member("track.points", lambda p: [{**one, "timestamp": one["timestamp"] // 1000} for one in p])),
        ),
        ("seconds",),
    )
    yield Planted(
        "a track with latitude of a metre grid",
        edited(TRACK, _good(member("track.points", lambda p: [{**one, "latitude": 5_224_000.0} for one in p]))),
        ("latitude", "track"),
    )
    yield Planted("a track turned", edited(TRACK, _good(member("track.points", lambda p: p[::-1]))), ("track.order",))
    yield Planted("an empty track", edited(TRACK, _good(member("track.points", []))), ("track",))
    yield Planted(
        "a battery of 140",
        edited(STATE, _good(member("device_state.battery", {"capacity_percent": 140}))),
        ("140", "battery"),
    )
    yield Planted("a battery in words", edited(STATE, _good(member("device_state.battery", "full"))), ("battery",))
    yield Planted("the state of another device", edited(STATE, _good(member("device_sn", "OTHER"))), ("device_sn",))
    yield Planted("a new mode", edited(STATE, _good(member("device_state.mode_code", "idle"))), ("mode_code",))
    yield Planted(
        "a new level of messages",
        edited(HMS, _rows(member("device_hms.list", [{"level": 3}]))),
        ("level", "devices.hms"),
    )
    yield Planted("media without addresses", edited(MEDIA, _rows(member("original_url", ""))), ("original_url",))
    yield Planted(
        "media with an address without host",
        edited(MEDIA, _rows(member("original_url", "/media/1.jpeg"))),
        ("original_url",),
    )
    yield Planted("sizes of media are texts", edited(MEDIA, _rows(member("size", "11"))), ("size",))
    yield Planted(
        "a new member of models",
        edited(MODEL, _good(member("download_url", "https://a.example/z.zip"))),
        ("download_url",),
    )
    yield Planted("a new member of flights", edited(FLIGHTS, _rows(member("pilot", "x"))), ("pilot",))
    yield Planted("a new member of envelopes", edited("* 200", member("request_id", "x")), ("request_id",))
    yield Planted(
        "a member of flights is renamed",
        edited(FLIGHTS, _rows(renamed("completed_at", "finished_at"))),
        ("finished_at",),
    )
    yield Planted(
        "a member of models is renamed", edited(MODEL, _good(renamed("zip_file_key", "zip_key"))), ("zip_key",)
    )
    yield Planted("success has a message", edited("* 200", where(member("message", "OK"), code=0)), ("message",))


def _files() -> Iterator[Planted]:
    def of(ending: str, status: int, media_type: str, body: bytes) -> Any:
        def answering(asked: Asked) -> Answer:
            if "/openapi/" in asked.path or not asked.path.endswith(ending):
                return asked.passed()
            return Answer(status, {"content-type": media_type}, b"" if asked.method == "HEAD" else body)

        return answering

    yield Planted("a photo is forbidden", of(".jpeg", 403, "application/xml", b"<Error/>"), ("403",))
    yield Planted("a photo is a page", of(".jpeg", 200, "text/html", b"<html>"), ("html",))
    yield Planted("a route is gone", of(".kmz", 404, "application/xml", b"<Error/>"), ("404",))
    yield Planted(
        "a route is not an archive",
        of(".kmz", 200, "application/vnd.google-earth.kmz", b"<kml/>" + bytes(60)),
        ("kmz",),
    )


def _refusals() -> Iterator[Planted]:
    yield Planted(
        "unknown ids are successes",
        edited("*.get 200", _bad(lambda _: {"code": 0, "message": "", "data": {}})),
        ("refused", "200404"),
    )
    yield Planted(
        "unknown ids have another code",
        edited("* 200", lambda d: {**d, "code": 230001} if d["code"] == 200404 else d),
        ("230001",),
    )
    yield Planted(
        "bad requests have another code",
        edited("* 200", lambda d: {**d, "code": 200400} if d["code"] == 200610 else d),
        ("200400",),
    )
    yield Planted("failures have data", edited("* 200", _bad(member("data", {"id": 1}))), ("failure", "data"))
    yield Planted("failures have no words", edited("* *", _bad(member("message", ""))), ("failure", "message"))
    yield Planted("failures have a new member", edited("* *", _bad(member("hint", "x"))), ("hint",))
    yield Planted(
        "failures are HTTP 404",
        at("* 200", lambda _, a: evolve(a, status=404) if json.loads(a.body)["code"] == 200404 else a),
        ("404",),
    )
    yield Planted(
        "failures are HTTP 500",
        at("* 200", lambda _, a: evolve(a, status=500) if json.loads(a.body)["code"] == 200610 else a),
        ("500",),
    )
    yield Planted("a bad token is HTTP 200", at("* 401", lambda _, a: evolve(a, status=200)), ("200", "401"))
    yield Planted("a bad token is HTTP 403", restated("* 401", 403), ("403",))
    yield Planted("a bad token has another code", edited("* 401", member("code", 401)), ("401",))
    yield Planted("a bad token is let in", _let_in, ("token",))
    yield Planted(
        "starts without resource are taken",
        edited("models.start 200", _bad(lambda _: {"code": 0, "message": "", "data": {"model_uuid_list": []}})),
        ("refused", "start"),
    )
    yield Planted("other methods are 405", restated(" 404", 405), ("405",))


def _let_in(asked: Asked) -> Answer:
    from meshwright.contract.walks.flighthub_bench import TOKEN

    if asked.operation != "models.running":
        return asked.passed()
    return asked.passed(headers={**asked.forward.headers, "x-user-token": TOKEN})


def _lists() -> Iterator[Planted]:
    def pages(asked: Asked) -> Answer:
        return asked.passed(query={}) if asked.operation == "projects.list" else asked.passed()

    def turned(asked: Asked) -> Answer:
        asked.query.pop("sort_type", None)
        return asked.passed()

    def filtered(asked: Asked, answer: Answer) -> Answer:
        data = json.loads(answer.body)
        rows = data["data"]["list"] or [] if data["code"] == 0 else []
        return with_data(answer, {**data, "data": {"list": [{**row, "sn": "OTHER"} for row in rows] or None}})

    yield Planted("page_size is ignored", pages, ("page_size",))
    yield Planted("sort_type is ignored", turned, ("sort",))
    yield Planted("flights of other docks are listed", at(FLIGHTS, filtered), (" sn", "dock"))
    yield Planted(
        "lists are cut", edited(PROJECTS, _good(member("list", lambda rows: rows[:0] or None))), ("projects.list",)
    )


def _headers() -> Iterator[Planted]:
    yield Planted("a deprecation", headed("models.* *", deprecation="@1798761600"), ("deprecation",), notice=True)
    yield Planted("a sunset", headed("* *", sunset="Fri, 01 Jan 2027 00:00:00 GMT"), ("sunset",), notice=True)
    yield Planted("a rate limit", headed("* *", x_ratelimit_remaining="7"), ("x-ratelimit-remaining",), notice=True)


FREE = (*_presence(), *_odd_json(), *_values(), *_files(), *_refusals(), *_lists(), *_headers())
