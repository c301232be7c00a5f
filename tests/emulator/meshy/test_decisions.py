"""Every decision of the facts that concerns the emulated Meshy, D1 to D30 and D39, each with the test
that proves it; D31 to D38 are in test_source_tasks.py and test_prints.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.api import DONE, SMALL, Api, data_uri, picture

pytestmark = pytest.mark.usefixtures("engine_here")


@pytest.mark.parametrize(("as_of", "limit"), [(None, 50), ("2026-08-31", 50), ("2026-09-01", 100)])
def test_page_size(started: Any, as_of: str | None, limit: int) -> None:
    """D1: a page holds 1 to 50 tasks, from September 2026 on 1 to 100; pages begin at 1."""
    api = started(as_of=as_of)
    good = [api.get("image-to-3d", params={"page_size": size}).status_code for size in (1, limit)]
    bad = [api.get("image-to-3d", params={"page_size": size}).status_code for size in (0, limit + 1)]
    assert (good, bad) == ([200, 200], [400, 400])
    assert api.get("image-to-3d", params={"page_num": 0}).status_code == 400


def test_create_answers_202(api: Api) -> None:
    """D2: a create answers 202 with nothing but the id."""
    response = api.post()
    assert response.status_code == 202
    assert list(response.json()) == ["result"]


def test_the_task_wins_over_the_model(api: Api) -> None:
    """D3: with two sources input_task_id is used, and no error is made of it."""
    source = api.done()
    body = {"input_task_id": source["id"], "model_url": "http://127.0.0.1:9/none.glb", "resize_height": 2.0}
    assert api.done("resize", body)["status"] == "SUCCEEDED"


def test_unknown_keys(started: Any) -> None:
    """D4: unknown members of a request are ignored, unless the emulator is strict."""
    body = {**SMALL, "frobnicate": 1}
    assert started().post(body=body).status_code == 202
    response = started(strict_requests=True).post(body=body)
    assert (response.status_code, response.json()["message"]) == (400, "unknown parameter: frobnicate")


def test_auto_size_false(api: Api) -> None:
    """D5: auto_size false counts as not given."""
    source = api.done()["id"]
    beside = {"input_task_id": source, "auto_size": False, "resize_height": 1.0}
    alone = api.post("resize", {"input_task_id": source, "auto_size": False})
    assert api.post("resize", beside).status_code == 202
    assert alone.status_code == 400
    assert "missing resize mode" in alone.json()["message"]


@pytest.mark.parametrize("value", [0, -1, "1"])
@pytest.mark.parametrize("mode", ["resize_height", "resize_longest_side"])
def test_resize_numbers(api: Api, mode: str, value: object) -> None:
    """D6: a size is a number above 0."""
    response = api.post("resize", {"model_url": "http://127.0.0.1:9/a.glb", mode: value})
    assert response.status_code == 400
    assert response.json()["message"] == f"{mode} must be a number of metres above 0"


def test_retry_after(started: Any) -> None:
    """D7: an unfinished task and a rate 429 carry Retry-After, a finished task and a queue 429 do not."""
    api = started(queue=1)
    id = api.create()
    assert api.get(f"image-to-3d/{id}").headers["retry-after"] == "5"
    full = api.post()
    assert (full.status_code, full.headers.get("retry-after")) == (429, None)
    api.emulator.advance(seconds=DONE)
    assert "retry-after" not in api.get(f"image-to-3d/{id}").headers
    limited = started(rate=2)
    answers = [limited.get("balance") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"


@pytest.mark.parametrize(("documented", "text"), [(False, "NoMorePendingTasks"), (True, "NoMoreConcurrentTasks")])
def test_queue_texts(started: Any, documented: bool, text: str) -> None:
    """D8: a full queue answers as seen live, or as in the documents."""
    api = started(queue=0, concurrent_text=documented)
    assert api.post().json()["message"].startswith(text)


def test_expiry(api: Api) -> None:
    """D9: expires_at is 0 before the end, then three days after it; from then on the task is gone."""
    id = api.create()
    assert api.task(id)["expires_at"] == 0
    api.emulator.advance(seconds=DONE)
    task = api.task(id)
    assert task["expires_at"] - task["finished_at"] == 259_200_000
    api.emulator.advance(days=3)
    assert api.get(f"image-to-3d/{id}").status_code == 404
    assert api.get("image-to-3d").json() == []


def test_failed_task(api: Api) -> None:
    """D10: a FAILED task keeps its progress and has an end and a reason, but no models and no cost."""
    api.emulator.faults.arm("fail_task:moderation_blocked")
    task = api.done()
    assert (task["status"], task["model_urls"], task["consumed_credits"]) == ("FAILED", {}, 0)
    assert task["finished_at"] > 0
    assert 0 < task["progress"] < 100
    assert set(task["task_error"]) == {"message", "type", "code"}
    assert task["task_error"]["code"] == "moderation_blocked"


def test_defaults_by_date(started: Any) -> None:
    """D11: the seed's defaults hold, remeshed by meshy-4; later the effective model decides."""
    for as_of, model, remeshed in ((None, "meshy-4", True), ("2026-10-20", "latest", False)):
        api = started(as_of=as_of)
        id = api.create()
        request = api.emulator.meshy.store.find(id).request
        assert (request["ai_model"], request["should_remesh"]) == (model, remeshed)


@pytest.mark.parametrize(
    ("parameter", "value", "retired"),
    [
        ("ai_model", "meshy-4", "2026-03-20"),
        ("ai_model", "meshy-5", "2026-10-10"),
        ("ai_model", "meshy-t1", "2026-10-30"),
        ("model_type", "lowpoly", "2026-10-30"),
    ],
)
def test_retired_values(started: Any, parameter: str, value: str, retired: str) -> None:
    """D12: what has retired is accepted by default, and refused from its day on, naming the day."""
    body = {**SMALL, "target_polycount": 300, parameter: value}
    assert started().post(body=body).status_code == 202
    response = started(as_of=retired).post(body=body)
    assert response.status_code == 400
    assert response.json()["message"] == f"{parameter}: {value} was retired on {retired}"


@pytest.mark.parametrize(("disputed", "price"), [(True, 40), (False, 30)])
def test_guided_texture(started: Any, disputed: bool, price: int) -> None:
    """D13: a guided texture costs 10 credits more where the pricing page is followed, and nothing where it is not."""
    api = started(as_of="2026-10-20", disputed_fees=disputed)
    api.create(body={**SMALL, "should_texture": True, "texture_prompt": "red leather"})
    assert api.balance() == 1000 - price


@pytest.mark.parametrize(("as_of", "longest"), [(None, 600), ("2026-10-04", 600), ("2026-10-05", 800)])
def test_text_limits(started: Any, as_of: str | None, longest: int) -> None:
    """D14: a prompt has at most 600 characters, from 2026-10-05 on 800."""
    api, textured = started(as_of=as_of), {**SMALL, "should_texture": True}
    assert api.post(body={**textured, "texture_prompt": "x" * longest}).status_code == 202
    assert api.post(body={**textured, "texture_prompt": "x" * (longest + 1)}).status_code == 400


def test_events(api: Api) -> None:
    """D15: one data line an event, brief states first, the whole task last, and then the stream is closed."""
    id = api.create()
    with api.http.stream("GET", f"/openapi/v1/image-to-3d/{id}/stream") as response:
        lines = response.iter_lines()
        assert [next(lines), next(lines)[:7], next(lines)] == ["event: message", "data: {", ""]
        api.emulator.advance(seconds=11)
        rest = list(lines)
    assert [line.partition(":")[0] for line in rest] == ["event", "data", ""]
    assert '"SUCCEEDED"' in rest[1]
    assert '"model_urls"' in rest[1]


def test_keep_alive(api: Api) -> None:
    """D15: an unchanged state is sent again after 10 s."""
    import attrs

    object.__setattr__(api.emulator.settings, "plan", attrs.evolve(api.emulator.settings.plan, pending=1000.0))
    id = api.create()
    with api.http.stream("GET", f"/openapi/v1/image-to-3d/{id}/stream") as response:
        lines = response.iter_lines()
        first = [next(lines) for _ in range(3)]
        api.emulator.advance(seconds=10)
        assert [next(lines) for _ in range(3)] == first


@pytest.mark.parametrize("as_404", [False, True])
def test_stream_of_an_unknown_task(started: Any, as_404: bool) -> None:
    """D15: it is HTTP 200 with an error event, or plain HTTP 404 when asked for."""
    response = started(stream_404=as_404).get("image-to-3d/none/stream")
    if as_404:
        assert (response.status_code, response.json()) == (404, {"message": "Task not found"})
    else:
        assert response.status_code == 200
        assert response.text == 'event: error\ndata: {"status_code": 404, "message": "Task not found"}\n\n'


def test_delete(api: Api) -> None:
    """D16: PENDING is refunded, IN_PROGRESS is refused with 409, SUCCEEDED goes without a refund, unknown is 404."""
    pending = api.create()
    assert api.balance() == 995
    gone = api.http.delete(f"/openapi/v1/image-to-3d/{pending}")
    assert (gone.status_code, gone.content, api.balance()) == (200, b"", 1000)
    assert api.get(f"image-to-3d/{pending}").status_code == 404
    running = api.create()
    api.emulator.advance(seconds=1)
    assert api.http.delete(f"/openapi/v1/image-to-3d/{running}").status_code == 409
    api.emulator.advance(seconds=DONE)
    assert api.task(running)["status"] == "SUCCEEDED"
    assert api.http.delete(f"/openapi/v1/image-to-3d/{running}").status_code == 200
    assert api.balance() == 995
    unknown = api.http.delete("/openapi/v1/image-to-3d/none")
    assert (unknown.status_code, unknown.json()) == (404, {"message": "Task not found"})


def test_list_order(api: Api) -> None:
    """D17: newest first unless asked otherwise; a plus that was not encoded is refused."""
    ids = []
    for _ in range(3):
        ids.append(api.create())
        api.emulator.advance(seconds=1)
    listed = [task["id"] for task in api.get("image-to-3d").json()]
    rising = [task["id"] for task in api.get("image-to-3d", params={"sort_by": "+created_at"}).json()]
    assert (listed, rising) == (ids[::-1], ids)
    assert api.get("image-to-3d?sort_by=+created_at").status_code == 400
    assert [t["id"] for t in api.get("image-to-3d", params={"page_size": 2, "page_num": 2}).json()] == [ids[0]]


def test_echoes(api: Api) -> None:
    """D18: unused prompts come back empty; task_error is an empty message for pictures and null for resize."""
    task = api.done()
    assert (task["texture_prompt"], task["texture_image_url"], task["task_error"]) == ("", "", {"message": ""})
    resized = api.done("resize", {"input_task_id": task["id"], "resize_height": 1.0})
    assert resized["task_error"] is None


def test_always_there(api: Api) -> None:
    """D19: preceding_tasks counts those that wait ahead, and consumed_credits is the price."""
    ids = [api.create() for _ in range(3)]
    tasks = [api.task(id) for id in ids]
    assert [task["preceding_tasks"] for task in tasks] == [0, 1, 2]
    assert [task["consumed_credits"] for task in tasks] == [5, 5, 5]


def test_dummy_key(started: Any) -> None:
    """D20: the service's old test key is refused, or when enabled free and at once."""
    key = {"authorization": "Bearer msy_dummy_api_key_for_test_mode_12345678"}
    assert started().get("balance", headers=key).status_code == 401
    api = started(dummy_key=True)
    id = api.create(headers=key)
    assert (api.task(id)["status"], api.balance()) == ("SUCCEEDED", 1000)


def test_accepted_with_every_model(api: Api) -> None:
    """D22: remove_lighting, and model_type on multi-image, are never refused."""
    assert api.post(body={**SMALL, "remove_lighting": True, "ai_model": "meshy-5"}).status_code == 202
    many = {**SMALL, "image_urls": [SMALL["image_url"]], "model_type": "lowpoly"}
    assert api.post("multi-image-to-3d", many).status_code == 202


def test_headers(started: Any) -> None:
    """D23: every answer names itself and the version, errors too; a browser's call is refused unless allowed."""
    api = started()
    for path in ("balance", "image-to-3d/none", "nowhere"):
        assert {"x-request-id", "x-api-version"} <= set(api.get(path).headers)
    browser = {"origin": "https://example.com"}
    assert api.get("balance", headers=browser).status_code == 403
    assert started(cors_403=False).get("balance", headers=browser).status_code == 200


@pytest.mark.parametrize(("as_of", "mesh", "textured"), [(None, 5, 15), ("2026-10-20", 20, 30)])
def test_prices(started: Any, as_of: str | None, mesh: int, textured: int) -> None:
    """D24: credits are taken at create, by the seed's prices or those of the day; without enough of them it is 402."""
    api = started(as_of=as_of, balance=mesh + textured)
    api.create(body={**SMALL, "should_texture": False})
    assert api.balance() == textured
    api.create(body={**SMALL, "should_texture": True})
    assert api.balance() == 0
    assert api.post().status_code == 402
    assert len(api.get("image-to-3d").json()) == 2


def test_failure_is_refunded(api: Api) -> None:
    """D24: the credits of a task that FAILED come back."""
    api.emulator.faults.arm("fail_task")
    assert api.done()["status"] == "FAILED"
    assert api.balance() == 1000


def test_conflicting_resolutions(api: Api) -> None:
    """D25: geometry_resolution and ultra_mode together are refused for one picture and ignored for several."""
    both = {**SMALL, "geometry_resolution": "2k", "ultra_mode": True}
    assert api.post(body=both).status_code == 400
    assert api.post("multi-image-to-3d", {**both, "image_urls": [SMALL["image_url"]]}).status_code == 202


def test_life(api: Api) -> None:
    """D28: PENDING, then 0 to 99 while it runs, held at 99 until the end, then 100; the clock alone decides."""
    id = api.create()
    seen = []
    for _ in range(30):
        task = api.task(id)
        seen.append((task["status"], task["progress"]))
        api.emulator.advance(seconds=0.1)
    assert seen[0] == ("PENDING", 0)
    assert seen[-1] == ("SUCCEEDED", 100)
    running = [progress for status, progress in seen if status == "IN_PROGRESS"]
    assert running == sorted(running)
    assert running[0] < 10
    assert 90 <= running[-1] <= 99


def test_the_day_decides(started: Any) -> None:
    """D29: by default the seed and everything since; on a day, what was there on that day."""
    newer = {**SMALL, "decimation_mode": 4, "ai_model": "meshy-7.1"}
    assert started().post(body=newer).status_code == 202
    early = started(as_of="2025-06-01", strict_requests=True)
    assert "decimation_mode" in early.post(body={k: v for k, v in newer.items() if k != "ai_model"}).json()["message"]
    assert early.get("balance").status_code == 404
    assert early.post(body={"image_url": SMALL["image_url"], "ai_model": "meshy-7.1"}).status_code == 400


def test_the_last_page(api: Api) -> None:
    """D30: page_num has 32 bits; more is refused, as no list is as long."""
    answers = [api.get("image-to-3d", params={"page_num": number}) for number in (2**31 - 1, 2**31)]
    assert [(answer.status_code, answer.json()) for answer in answers][:1] == [(200, [])]
    assert answers[1].status_code == 400
    assert "page_num" in answers[1].json()["message"]


def test_bad_requests(api: Api) -> None:
    """A request that the service refuses with 400 is refused here with the spec's message, and nothing is charged."""
    gif = data_uri(b"GIF89a....", "image/png")
    heic = data_uri(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(99), "image/jpeg")
    cases: list[tuple[str, object, str]] = [
        ("image-to-3d", {}, "missing parameter: one of image_url or input_task_id must be given"),
        ("image-to-3d", {"image_url": gif}, "image_url: invalid image format"),
        (
            "image-to-3d",
            {"image_url": heic},
            "image_url: invalid image format, only .jpg, .jpeg and .png are supported; by its content it is a HEIC",
        ),
        ("image-to-3d", {"image_url": "data:image/png;base64,!!"}, "image_url: invalid data URI"),
        ("image-to-3d", {"image_url": "http://127.0.0.1:9/a.png"}, "image_url: URL not reachable"),
        ("image-to-3d", {**SMALL, "target_polycount": 99}, "target_polycount: 99 is less than the minimum of 100"),
        ("image-to-3d", [], "request body: [] is not of type"),
        ("multi-image-to-3d", {"image_urls": [SMALL["image_url"]] * 5}, "image_urls must hold 1 to 4"),
        ("resize", {"resize_height": 1}, "missing parameter: one of model_url or input_task_id must be given"),
        ("resize", {"model_url": "http://127.0.0.1:9/a", "resize_height": 1, "auto_size": True}, "mutually exclusive"),
        ("resize", {"input_task_id": "none", "resize_height": 1}, "invalid input task"),
    ]
    for kind, body, text in cases:
        response = api.post(kind, body)
        assert response.status_code == 400, body
        assert response.json()["message"].startswith(text)
    assert api.balance() == 1000


def test_keys(api: Api) -> None:
    """A key that does not begin with msy_, or none, is 401 in the service's words."""
    for headers in ({"authorization": ""}, {"authorization": "Bearer other"}, {"authorization": "Basic msy_x"}):
        response = httpx.get(f"{api.emulator.url}/openapi/v1/balance", headers=headers)
        assert (response.status_code, response.json()) == (401, {"message": "Invalid API key"})


def test_pictures_by_url(api: Api, tmp_path: Path) -> None:
    """image_url may be a URL, here one of the emulator's own files."""
    textured = api.done(body={**SMALL, "should_texture": True})
    assert api.done(body={**SMALL, "image_url": textured["thumbnail_url"]})["status"] == "SUCCEEDED"
    assert picture()[:4] == b"\x89PNG"


def test_a_number_for_a_text(api: Api) -> None:
    """D39: a number as texture_resolution is refused in the words that were seen live."""
    answer = api.post(body={**SMALL, "texture_resolution": 4096})
    assert (answer.status_code, answer.json()) == (400, {"message": "texture_resolution must be a string"})
