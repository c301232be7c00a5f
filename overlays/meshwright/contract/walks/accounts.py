"""Walks that need an account or settings of their own: little money, a short queue, a slow rate, other days."""

from __future__ import annotations

from ...spec.shapes import shape_of
from ..samples import CREATES
from .bench import Opener, place_of, stopped_clock
from .made_of_tasks import old_models
from .requests import combinations, exclusions

GOOD = CREATES["image-to-3d"]


def poor(opened: Opener) -> list[str]:
    """Spend an account to its last credit: creates then answer 402, and a delete frees a place."""
    with opened(balance=11) as bench:
        bench.balance()
        first = bench.create("image-to-3d", GOOD)
        bench.create("image-to-3d", GOOD)
        for kind, body in (("image-to-3d", GOOD), ("multi-image-to-3d", CREATES["multi-image-to-3d"])):
            refused = bench.call("POST", place_of(kind), body)
            bench.expect(refused.status == 402, f"a task without cover answers {refused.status}")
        bench.expect(bench.balance() == 1, "a refused task was charged")
        bench.create("resize", CREATES["resize"])
        bench.expect(bench.balance() == 0, "the last credit was not taken")
        for kind, body in CREATES.items():
            if not bench.price(kind, body) or body.keys() & shape_of("meshy", kind).tasks():
                continue  # is free, or needs a task that could not be paid
            refused = bench.call("POST", place_of(kind), body)
            bench.expect(refused.status == 402, f"{kind}: a task without any credit answers {refused.status}")
        bench.expect(bench.call("POST", "/resize", {}).status == 400, "a bad request is not answered with 400")
        bench.task("image-to-3d", first)
        bench.call("DELETE", f"/image-to-3d/{first}")
        bench.expect(bench.balance() == 5, "no refund")
        bench.arm("fail_task")
        failing = bench.create("image-to-3d", GOOD)
        bench.advance(10.0)
        bench.create("image-to-3d", GOOD)  # the refund is there although no request has read the task
        bench.task("image-to-3d", failing)
        bench.expect(bench.balance() == 0, "the refund of a failed task cannot be spent")
        found = bench.findings
    for kind in (kind for kind in CREATES if CREATES[kind].keys() & shape_of("meshy", kind).tasks()):
        with opened(balance=30) as bench:
            body = bench.body(kind)
            for _ in range(bench.price(kind, body), bench.balance() + 1):
                bench.create("resize", CREATES["resize"])  # costs one credit
            refused = bench.call("POST", place_of(kind), body)
            bench.expect(refused.status == 402, f"{kind}: a task without cover answers {refused.status}")
            found += bench.findings
    return found


def short_queue(opened: Opener) -> list[str]:
    """Fill the queue; it is full for every kind, nothing is charged, and each end makes room."""
    found: list[str] = []
    for documented, text in ((False, "NoMorePendingTasks"), (True, "NoMoreConcurrentTasks")):
        with opened(queue=2, concurrent_text=documented) as bench:
            before = bench.balance()
            ids = [bench.create("image-to-3d", GOOD), bench.create("resize", CREATES["resize"])]
            for kind, body in CREATES.items():
                full = bench.call("POST", place_of(kind), body)
                bench.expect(full.status == 429 and text in full.data["message"], f"a full queue answers {full.status}")
                bench.expect("retry-after" not in full.headers, "a full queue names seconds")
            bench.expect(bench.balance() == before - 6, "a task that found no place was charged")
            bench.task("image-to-3d", ids[0])
            bench.call("DELETE", f"/image-to-3d/{ids[0]}")
            bench.create("image-to-3d", GOOD)
            bench.advance(10.0)
            for body in (GOOD, GOOD):
                bench.create("image-to-3d", body)
            found += bench.findings
    return found


def slow_rate(opened: Opener) -> list[str]:
    """Ask faster than allowed; 429 names the seconds, and counts for all operations together."""
    now = 0.0
    with opened(rate=2, clock=stopped_clock(lambda: now)) as bench:
        answers = [bench.call("GET", path) for path in ("/balance", "/resize", "/image-to-3d/none", "/balance")]
        bench.expect([a.status for a in answers] == [200, 200, 429, 429], f"{[a.status for a in answers]}")
        last = answers[-1]
        bench.expect(last.headers.get("retry-after") == "1", f"Retry-After {last.headers.get('retry-after')}")
        bench.expect(last.status == 429 and "RateLimitExceeded" in last.data["message"], "429 without its name")
        for now, status in ((0.999, 429), (1.0, 200)):
            after = bench.call("GET", "/balance").status
            bench.expect(after == status, f"{now} s after the first requests: {after}")
        found = bench.findings
    with opened() as bench:
        for path, item in bench.oracle.spec["paths"].items():
            for method in (method.upper() for method in ("get", "post", "delete") if method in item):
                bench.arm("rate_limit")
                short = path.removeprefix("/openapi/v1").replace("{id}", "none")
                answer = bench.call(method, short, GOOD if method == "POST" else None)
                bench.expect(answer.status == 429, f"{answer}: too fast, and not refused")
        return found + bench.findings


def dialects(opened: Opener) -> list[str]:
    """Look at the settings in which the service may differ."""
    found: list[str] = []
    with opened(stream_404=True) as bench:
        for kind in CREATES:
            unknown = bench.stream(kind, "none")
            bench.expect(unknown.status == 404, f"the stream of none answers {unknown.status}")
        bench.stream("resize", bench.create("resize", CREATES["resize"]), jumps=(10.0,))
        found += bench.findings
    with opened(strict_requests=True) as bench:
        refused = bench.call("POST", "/image-to-3d", GOOD | {"frobnicate": 1})
        bench.expect(refused.status == 400 and "frobnicate" in refused.data["message"], "unknown members are taken")
        bench.create("image-to-3d", GOOD)
        found += [text for text in bench.findings if not text.startswith("meshy.request.accepted")]
    with opened(faults=("no_credits",)) as bench:
        answers = [bench.call("POST", "/image-to-3d", GOOD).status for _ in range(2)]
        bench.expect(answers == [402, 202], f"with a fault from the beginning: {answers}")
        found += bench.findings
    with opened(disputed_fees=False, as_of="2026-10-20") as bench:
        id = bench.create("image-to-3d", GOOD | {"texture_prompt": "red", "should_texture": True})
        bench.expect(bench.task("image-to-3d", id).get("consumed_credits") == 30, "a disputed fee is charged")
        found += bench.findings
    return found


def free_key(opened: Opener) -> list[str]:
    """Use the dummy key, which is refused unless a setting allows it, and then costs nothing."""
    dummy = "msy_dummy_api_key_for_test_mode_12345678"
    with opened() as bench:
        answer = bench.call("GET", "/balance", headers={"authorization": f"Bearer {dummy}"})
        bench.expect(answer.status == 401, f"the dummy key answers {answer.status}")
        found = bench.findings
    with opened(dummy_key=True) as bench:
        before = bench.balance()
        headers = {"authorization": f"Bearer {dummy}", "content-type": "application/json"}
        created = bench.http.post("/image-to-3d", json=GOOD, headers=headers)
        bench.expect(created.status_code == 202, f"a free task answers {created.status_code}")
        bench.advance(0.001)
        said = bench.http.get(f"/image-to-3d/{created.json().get('result')}", headers=headers).json()
        bench.expect(said.get("status") == "SUCCEEDED", f"a free task is {said.get('status')} at once")
        bench.expect(said.get("consumed_credits") == 0 and bench.balance() == before, "a free task was charged")
        for fault, status in (("fail_task", "FAILED"), ("stuck_task", "IN_PROGRESS")):  # of no duration
            bench.arm(fault)
            id = bench.http.post("/image-to-3d", json=GOOD, headers=headers).json().get("result")
            said = bench.http.get(f"/image-to-3d/{id}", headers=headers).json()
            seen = (said.get("status"), said.get("progress"))
            bench.expect(seen == (status, 99), f"a free task with {fault} is {seen}")
        return found + bench.findings


def own_key(opened: Opener) -> list[str]:
    """Set one key; no other opens the service."""
    with opened("msy_own", api_key="msy_own") as bench:
        bench.balance()
        other = bench.call("GET", "/balance", headers={"authorization": "Bearer msy_other"})
        bench.expect(other.status == 401, f"another key answers {other.status}")
        return bench.findings


def days(opened: Opener) -> list[str]:
    """Walk the bounds under the contracts of other days."""
    found: list[str] = []
    for day in ("2025-06-01", "2026-09-20", "2026-11-01"):
        with opened(as_of=day) as bench:
            combinations(bench)
            exclusions(bench)
            old_models(bench)
            found += bench.findings
    return found


def teams(opened: Opener) -> list[str]:
    """Read usage and showcases with the key of a team, and with bad queries, until the credits are used up."""
    with opened(account="enterprise", balance=2) as bench:
        answers = [bench.call("GET", "/showcases").status for _ in range(3)]
        bench.expect(answers == [200, 200, 402], f"showcases with two credits answer {answers}")
        bench.balance()
        bench.call("GET", "/usage/tasks", query="page_size=100")
        bad = {"/usage/tasks": "page_size=0", "/showcases": "page_size=99", "/animations/library": "action_ids=x"}
        for path, query in {**bad, "/web/public/animations/resources": "category=None"}.items():
            answer = bench.call("GET", path, query=query)
            bench.expect(answer.status == 400, f"{path}?{query} answers {answer.status}")
        return bench.findings


ACCOUNTS = (poor, short_queue, slow_rate, dialects, free_key, own_key, days, teams)
