"""FlightHub's resources: credentials, PUTs into both kinds of store, reports of files, and the end of resources."""

from __future__ import annotations

import hashlib
from typing import Any

from ...spec.reading import Json
from ..samples import photo
from ..strangers import NOBODY
from .flighthub_bench import NOT_FOUND, WRONG, FlightHubBench, FlightHubOpener

IMPORT, DELETE = 0.2, 0.2
"""Seconds of the emulator's defaults."""
EDGE = 0.004
JUNK: tuple[Any, ...] = (None, 1, {}, [None], "")
CALLBACK = "/stores/upload_callback"
START = "/models/reconstruction/start"


def whole_life(opened: FlightHubOpener) -> list[str]:
    """Follow a resource from its credential through two reports to its deletion."""
    with opened() as bench:
        token = bench.credential()
        uuid = token["resource"]
        _expect(bench, uuid, 0, 0)
        first = bench.filled(token, 3)
        _expect(bench, uuid, 0, 0)  # in the store, and not reported
        bench.done("POST", CALLBACK, {**bench.report(token, first), "resource_name": "x" * 255})
        bench.advance(IMPORT - EDGE)
        _status(bench, uuid, 0)
        bench.advance(2 * EDGE)
        _expect(bench, uuid, 1, 3)
        more = bench.filled(token, 4, first=2)  # one of them again
        bench.done("POST", CALLBACK, bench.report(token, more))
        bench.advance(IMPORT + EDGE)
        _expect(bench, uuid, 1, 6)
        bench.expect(bench.done("DELETE", f"/resource/{uuid.upper()}") == {}, "the data of a delete")
        _expect(bench, uuid, 2, 0)
        bench.advance(DELETE - EDGE)
        _expect(bench, uuid, 2, 0)
        bench.advance(2 * EDGE)
        _expect(bench, uuid, 3, 0)
        bench.done("DELETE", f"/resource/{uuid}")
        _expect(bench, uuid, 3, 0)
        bench.refuse(WRONG, "POST", CALLBACK, bench.report(token, bench.filled(token, 1)))
        bench.refuse(WRONG, "POST", START, {"resource_uuid": uuid, "parameter_3d": "{}"})
        for method in ("GET", "DELETE"):
            bench.refuse(NOT_FOUND, method, f"/resource/{NOBODY}")
        return bench.findings


def _status(bench: FlightHubBench, uuid: str, status: int) -> Json:
    said = bench.done("GET", f"/resource/{uuid}")
    bench.expect(said.get("status") == status, f"the resource is {said.get('status')} where {status} was due")
    return said


def _expect(bench: FlightHubBench, uuid: str, status: int, files: int) -> None:
    said = _status(bench, uuid, status)
    bench.expect(len(said.get("file_names") or ()) == files, f"{said.get('file_names')} where {files} were due")
    bench.expect(bool(said.get("file_names")) or said.get("file_names", 0) is None, "an empty list that is not null")
    size = sum(len(photo(number)) for number in range(files))
    bench.expect(said.get("resource_size") == size, f"resource_size {said.get('resource_size')}, not {size}")


def stores(opened: FlightHubOpener) -> list[str]:
    """Use the keys of both kinds of store for what they are for, and for everything else."""
    found: list[str] = []
    for cloud in ("aws", "ali"):
        with opened(cloud=cloud, credential_lifetime=100.0) as bench:
            token, other = bench.credential(), bench.credential()
            bench.expect(token["resource"] != other["resource"], "two credentials for one resource")
            bench.expect(
                token["region"].startswith("oss-") == (cloud == "ali"), f"{cloud}: the region {token['region']}"
            )
            taken = [bench.put(token, "a.jpg", text).headers for text in (b"one", b"two", b"one")]
            name = "x-oss-request-id" if cloud == "ali" else "x-amz-request-id"
            bench.expect(all(name in headers for headers in taken), f"{cloud}: no {name}")
            again = [headers["etag"] for headers in taken]
            bench.expect(again[0] == again[2] != again[1], f"{cloud}: ETags {again}")
            bench.expect(again[0].strip('"').isupper() == (cloud == "ali"), f"{cloud}: the case of {again[0]}")
            wrong = {
                "with another secret": bench.put({**token, "secret_access_key": "x"}, "a.jpg"),
                "with an unknown key": bench.put({**token, "access_key_id": "x"}, "a.jpg"),
                "with the token of another": bench.put({**token, "session_token": other["session_token"]}, "a.jpg"),
                "at the place of another": bench.put(token, "", key=other["store_path"].replace("{fileName}", "b")),
                "to read": bench.put(token, "a.jpg", method="GET"),
                "to delete": bench.put(token, "a.jpg", method="DELETE"),
                "without keys": bench.http.put(f"/{token['cloud_bucket_name']}/x", content=b"x"),
            }
            for how, answer in wrong.items():
                bench.expect(answer.status_code in (400, 403), f"{cloud}: {how} answers {answer.status_code}")
            foreign = wrong["with the token of another"].status_code
            bench.expect(
                (foreign, cloud) in ((400, "aws"), (403, "ali")), f"{cloud}: a foreign token answers {foreign}"
            )
            bench.advance(100.0)
            late = bench.put(token, "a.jpg")
            bench.expect((late.status_code, cloud) in ((400, "aws"), (403, "ali")), f"late: {late.status_code}")
            bench.expect("Expired" in late.text, f"{cloud}: an expired key is answered with {late.text[:120]}")
            found += bench.findings
    return found


def signed_bodies(opened: FlightHubOpener) -> list[str]:
    """Sign what is sent, rightly and wrongly; send too much, and requests that are not writes of an object."""
    with opened(largest_file=10) as bench:
        token = bench.credential()
        digest = hashlib.sha256(b"ten bytes.").hexdigest()
        answers = {
            "as it was signed": bench.put(token, "a", b"ten bytes.", payload=digest),
            "as a client of S3 does": bench.put(token, "a", b"ten bytes.", query="x-id=PutObject"),
            "another body": bench.put(token, "a", b"ten others", payload=digest),
            "a byte too much": bench.put(token, "a", b"ten bytes.."),
            "the begin of an upload in parts": bench.put(token, "a", method="POST", query="uploads"),
            "a part of an unknown upload": bench.put(token, "a", query="partNumber=1&uploadId=unknown"),
            "a change of its rights": bench.put(token, "a", query="acl"),
            "in signed chunks": bench.put(token, "a", payload="STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        }
        room = 1024 - len(token["store_path"].replace("{fileName}", ""))
        answers |= {"with the longest name": bench.put(token, "x" * room)}
        answers |= {"with a longer name": bench.put(token, "x" * (room + 1))}
        seen = {how: answer.status_code for how, answer in answers.items()}
        wanted = dict(zip(answers, (200, 200, 400, 400, 200, 404, 501, 501, 200, 403), strict=True))
        bench.expect(seen == wanted, f"{seen} in place of {wanted}")
        return bench.findings


def fourth_version(opened: FlightHubOpener) -> list[str]:
    """Sign for OSS as its newer clients do, rightly and wrongly."""
    with opened(cloud="ali") as bench:
        token = bench.credential()
        answers = {
            "as it has to be": bench.put(token, "a", version="4"),
            "with a header beside": bench.put(token, "a", version="4", beside="no-store"),
            "with another secret": bench.put({**token, "secret_access_key": "x"}, "a", version="4"),
            "to read": bench.put(token, "a", version="4", method="GET"),
        }
        seen = {how: answer.status_code for how, answer in answers.items()}
        wanted = dict(zip(answers, (200, 200, 403, 403), strict=True))
        bench.expect(seen == wanted, f"{seen} in place of {wanted}")
        return bench.findings


def reports(opened: FlightHubOpener) -> list[str]:
    """Report files rightly and wrongly; one bad entry fails the whole call."""
    with opened(credential_lifetime=100.0) as bench:
        token, other = bench.credential(), bench.credential()
        files = bench.filled(token, 2)
        good = bench.report(token, files)
        entries = good["files"]
        bad: list[Json] = [
            {"files": []},
            {"files": [{"name": f"{n}.jpg", "etag": "x"} for n in range(101)]},
            {"files": [*entries, {"name": "none.jpg", "etag": "x"}]},
            {"files": [{**entries[0], "etag": "0" * 32}, entries[1]]},
            {"files": [{"name": entries[0]["name"]}]},
            {"files": [{"etag": entries[0]["etag"]}]},
            {"files": [{**entries[0], "name": ""}]},
            {"callback_param": "x"},
            {"callback_param": other["callback_param"]},
            {"resource_uuid": other["resource"]},
            {"resource_uuid": "x"},
            {"resource_name": "x" * 256},
            *({name: junk} for name in good for junk in JUNK),
        ]
        for change in bad:
            bench.refuse(WRONG, "POST", CALLBACK, {**good, **change})
        for name in good:
            bench.refuse(WRONG, "POST", CALLBACK, {key: value for key, value in good.items() if key != name})
        bench.refuse(NOT_FOUND, "POST", CALLBACK, {**good, "resource_uuid": NOBODY})
        _expect(bench, token["resource"], 0, 0)
        quoted = {name: f'"{etag.upper()}"' for name, etag in files.items()}
        bench.done("POST", CALLBACK, {**bench.report(token, quoted), "frobnicate": 1})
        most = bench.report(other, bench.filled(other, 100))
        receipt = bench.done("POST", CALLBACK, most)
        bench.expect(receipt.get("upload_count") == 100, f"{receipt.get('upload_count')} of 100 files were taken")
        bench.advance(100.0)
        bench.refuse(WRONG, "POST", CALLBACK, good)
        _expect(bench, other["resource"], 1, 100)
        found = bench.findings
    with opened(strict_etags=True) as bench:
        token = bench.credential()
        shouted = {name: etag.upper() for name, etag in bench.filled(token, 1).items()}
        bench.refuse(WRONG, "POST", CALLBACK, bench.report(token, shouted))
        return found + bench.findings


def going_with_its_models(opened: FlightHubOpener) -> list[str]:
    """Let a resource go with the last of its models; delete one under way, which goes on."""
    with opened() as bench:
        first, second = bench.resource(), bench.resource()
        models = bench.start(first, "3d", "2d", delete_resource_if_finish=True)
        bench.advance(1.0)
        _expect(bench, first, 1, 5)
        bench.done("POST", f"/models/{models['2d']}/reconstruction/stop")
        _expect(bench, first, 1, 5)
        bench.advance(1.5 + EDGE)
        bench.model(models["3d"])
        _expect(bench, first, 2, 0)
        bench.advance(10.0)
        _expect(bench, first, 3, 0)
        going_on = bench.start(second, "3d")["3d"]
        bench.advance(1.0)
        bench.done("DELETE", f"/resource/{second}")
        bench.refuse(WRONG, "POST", START, {"resource_uuid": second, "parameter_3d": "{}"})
        bench.advance(10.0)
        bench.expect(bench.model(going_on).get("model_status") == 9, "a model did not outlive its resource")
        found = bench.findings
    with opened() as bench:  # it goes when its last model ends, also if neither the model nor the resource is read
        looked_at, unseen = bench.resource(), bench.resource()
        model = bench.start(looked_at, "3d", delete_resource_if_finish=True)["3d"]
        bench.advance(10.0)
        bench.model(model)
        bench.advance(10.0)
        _expect(bench, looked_at, 3, 0)
        bench.start(unseen, "3d", delete_resource_if_finish=True)
        bench.advance(10.0)
        _expect(bench, unseen, 2, 0)
        token = bench.credential()
        report = bench.report(token, bench.filled(token, 5))
        bench.done("POST", "/stores/upload_callback", report)
        bench.advance(1.0)
        bench.start(token["resource"], "3d", delete_resource_if_finish=True)
        bench.advance(10.0)
        bench.refuse(WRONG, "POST", "/stores/upload_callback", report)
        return found + bench.findings


def anew(opened: FlightHubOpener) -> list[str]:
    """Reset the emulator: no resource, no model, no earlier key, and all the quota."""
    with opened() as bench:
        token, full = bench.credential(), bench.quota
        resource = bench.resource()
        models = [bench.start(resource, "3d", delete_resource_if_finish=True)["3d"] for _ in range(2)]
        bench.advance(10.0)
        bench.model(models[0])
        resources = [token["resource"], resource, bench.resource()]
        models.append(bench.start(resources[-1], "2d")["2d"])
        bench.begin_anew()
        bench.expect(bench.quota == full, f"the quota is {bench.quota}, not {full}")
        bench.expect(bench.running() == [], "a model still runs")
        for uuid in models:
            bench.refuse(NOT_FOUND, "GET", f"/models/{uuid}")
        for uuid in resources:
            bench.refuse(NOT_FOUND, "GET", f"/resource/{uuid}")
        bench.expect(bench.put(token, "a.jpg").status_code == 403, "a key of before lets a file in")
        bench.start(bench.resource(), "3d")
        return bench.findings


RESOURCES = (whole_life, stores, signed_bodies, fourth_version, reports, going_with_its_models, anew)
