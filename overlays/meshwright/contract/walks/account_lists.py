"""Walks over what an account lists besides its tasks: usage, showcases, and the libraries of actions."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from ...spec.reading import Json
from ..samples import CREATES
from .bench import Bench, Opener

DAY = 86400.0
KEY = "msy_contract"


def usage(opened: Opener) -> list[str]:
    """Let tasks of two months end, and ask for them by window, kind, status, order and page."""
    with opened(KEY, api_key=KEY, account="enterprise") as bench:
        now = bench.emulator.settings.clock.now
        begun = now()
        old = _ended(bench, ("image-to-3d", "resize"))
        bench.advance(40 * DAY)
        kinds = ("resize", "multi-image-to-3d", "image-to-3d", "resize")
        recent = _ended(bench, kinds)
        bench.arm("fail_task")
        failed = _ended(bench, ("image-to-3d",))
        bench.create("resize", CREATES["resize"])  # has not ended, so it is not listed
        everything = f"start_time={_text(begun)}&page_size=100"
        for query, wanted in (
            ("page_size=100", recent + failed),
            (everything, old + recent + failed),
            (f"{everything}&end_time={_text(now() - 30 * DAY)}", old),
            (f"{everything}&end_time={_text(begun)}", old[:1]),
            (f"page_size=100&end_time={_text(begun + 29.9 * DAY)}", old),
            (f"page_size=100&end_time={_text(begun + 30.5 * DAY)}", []),
            (f"{everything}&endpoints=resize", [old[1], recent[0], recent[3]]),
            (f"{everything}&endpoints=multi-image-to-3d,image-to-3d&status=SUCCEEDED", [old[0], recent[1], recent[2]]),
            (f"{everything}&endpoints=image", [old[0], recent[2], *failed]),
            (f"{everything}&status=FAILED", failed),
            (f"{everything}&endpoints=rigging", []),
            (f"{everything}&sort_by=-created_at", old + recent + failed),
        ):
            found = [record["task_id"] for record in _records(bench, query)]
            bench.expect(found == wanted[::-1], f"usage?{query} lists {len(found)} tasks, not {len(wanted)}")
        rising = [record["task_id"] for record in _records(bench, f"{everything}&sort_by=%2Bcreated_at")]
        bench.expect(rising == old + recent + failed, "usage in rising order is not the reverse")
        _cut(bench, f"start_time={_text(begun)}", (old + recent + failed)[::-1])
        prices = {record["task_id"]: record["consumed_credits"] for record in _records(bench, everything)}
        costs = {old[0]: bench.price("image-to-3d", CREATES["image-to-3d"]), recent[0]: 1, failed[0]: 0}
        bench.expect(all(prices.get(id) == cost for id, cost in costs.items()), f"usage lists credits {prices}")
        last = bench.task("resize", recent[-1])
        record = _records(bench, f"{everything}&endpoints=resize")[0]
        told = [record.get(name) for name in ("created_at", "finished_at", "api_key_suffix")]
        bench.expect(told == [last["created_at"], last["finished_at"], KEY[-4:]], f"a record is of {told}")
        _refuse_windows(bench, now())
        return bench.findings


def _ended(bench: Bench, kinds: tuple[str, ...]) -> list[str]:
    """Create tasks one after another, let them end, and return their ids, the oldest first."""
    found: list[str] = []
    for kind in kinds:
        found.append(bench.create(kind, CREATES[kind]))
        bench.advance(10.0)
        bench.task(kind, found[-1])
    return found


def _text(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _records(bench: Bench, query: str) -> list[Json]:
    answer = bench.call("GET", "/usage/tasks", query=query)
    bench.expect(answer.status == 200, f"usage?{query} answers {answer.status}")
    return list(answer.data.get("records", ())) if answer.status == 200 else []


def _cut(bench: Bench, query: str, whole: list[str]) -> None:
    """Read the pages of two of a list of seven, and one beyond them."""
    for page in range(1, 6):
        answer = bench.call("GET", "/usage/tasks", query=f"{query}&page_size=2&page_num={page}")
        data: Json = answer.data if answer.status == 200 else {}
        seen = [record["task_id"] for record in data.get("records", ())], data.get("has_more")
        wanted = whole[2 * page - 2 : 2 * page], 2 * page < len(whole)
        bench.expect(seen == wanted, f"page {page} of usage: {seen}, not {wanted}")
    full = bench.call("GET", "/usage/tasks", query=f"{query}&page_size={len(whole)}")
    bench.expect(full.data.get("has_more") is False, "a page with all records promises more")


def _refuse_windows(bench: Bench, now: float) -> None:
    """Ask for windows that are empty, impossible, and as long as allowed."""
    year = f"start_time={_text(now - 366 * DAY)}&end_time={_text(now)}"
    bench.expect(bench.call("GET", "/usage/tasks", query=year).status == 200, "a window of a leap year is refused")
    moment = f"start_time={_text(now)}&end_time={_text(now)}"
    bench.expect(bench.call("GET", "/usage/tasks", query=moment).status == 200, "a window of one moment is refused")
    for query in (
        f"start_time={_text(now - 366 * DAY - 1)}&end_time={_text(now)}",
        f"start_time={_text(now)}&end_time={_text(now - 1)}",
        "start_time=2026-02-30T00:00:00Z",
        "end_time=2026-02-01T25:00:00Z",
    ):
        answer = bench.call("GET", "/usage/tasks", query=query)
        bench.expect(answer.status == 400, f"usage?{query} answers {answer.status}")


def showcases(opened: Opener) -> list[str]:
    """Publish models of two prompts, and ask for them by words, format, number and order."""
    with opened(account="enterprise") as bench:
        words = ("a Red knight", "a blue fox")
        body = CREATES["text-to-3d"]
        formats = {words[0]: ["glb"], words[1]: ["glb", "fbx"]}
        requests = [body | {"prompt": prompt, "target_formats": formats[prompt]} for prompt in (*words, *words)]
        ids = [bench.create("text-to-3d", request) for request in requests]
        ids.append(bench.create("resize", CREATES["resize"]))
        bench.advance(0.01)
        bench.expect(_shown(bench, "page_size=10") == [], "models of unfinished tasks are shown")
        bench.advance(10.0)
        bench.arm("fail_task")
        bench.create("text-to-3d", body)
        bench.advance(10.0)
        before = bench.balance()
        for query, wanted in (
            ("page_size=10", ids[::-1]),
            ("", ids[:1:-1]),
            ("page_size=2", ids[:2:-1]),
            ("page_size=10&sort_by=%2Bcreated_at", ids),
            ("page_size=2&sort_by=%2Bcreated_at", ids[:2]),
            ("page_size=10&search=red", [ids[2], ids[0]]),
            ("page_size=10&search=FOX", [ids[3], ids[1]]),
            ("search=dragon", []),
            ("page_size=10&showcase_type=animate", []),
            ("page_size=10&format=fbx", [ids[3], ids[1]]),
        ):
            found = _shown(bench, query)
            bench.expect(found == wanted, f"showcases?{query} are {len(found)}, not {len(wanted)}, or in another order")
        bench.expect(bench.balance() == before - 10, "showcases do not cost a credit each")
        return bench.findings


def teams_only(opened: Opener) -> list[str]:
    """Ask with the keys of accounts that may not: nothing is charged for it."""
    found: list[str] = []
    for account, statuses in (("personal", (403, 403)), ("studio", (200, 403)), ("enterprise", (200, 200))):
        with opened(account=account) as bench:
            answers = tuple(bench.call("GET", path).status for path in ("/usage/tasks", "/showcases"))
            bench.expect(answers == statuses, f"usage and showcases of {account} answer {answers}")
            bench.balance()
            found += bench.findings
    return found


def _shown(bench: Bench, query: str) -> list[str]:
    answer = bench.call("GET", "/showcases", query=query)
    bench.expect(answer.status == 200, f"showcases?{query} answers {answer.status}")
    return [shown["result_id"] for shown in answer.data["result"]] if answer.status == 200 else []


def libraries(bench: Bench) -> None:
    """Ask both libraries for all actions, and for those of each category, sub-category, number and word."""
    whole = _actions(bench, "")
    bench.expect(len({action["action_id"] for action in whole}) == len(whole) > 0, "actions are listed twice, or none")
    for name in ("category", "sub_category"):
        for value, count in Counter(action[name] for action in whole).items():
            bench.expect(len(_actions(bench, f"{name}={value}")) == count, f"{name}={value} does not find {count}")
    first, second = whole[0], whole[-1]
    both = f"category={first['category']}&sub_category={second['sub_category']}"
    wanted = sum((a["category"], a["sub_category"]) == (first["category"], second["sub_category"]) for a in whole)
    bench.expect(len(_actions(bench, both)) == wanted, f"{both} does not find {wanted}")
    for action in whole:
        number = str(action["action_id"])
        bench.expect(_actions(bench, f"action_ids={number}") == [action], f"action {number} is not found by its number")
        for words in (action["name"].upper(), action["key"]):
            bench.expect(action in _actions(bench, f"search={words}"), f"{words} does not find {action['name']}")
    pair = _actions(bench, f"action_ids={first['action_id']},{second['action_id']}")
    bench.expect(pair == [first, second], "two numbers do not find two actions")
    bench.expect(_actions(bench, "search=no+such+action") == [], "words that no action has find some")
    public = bench.call("GET", "/web/public/animations/resources")
    found: list[Any] = public.data["result"]["list"]
    bench.expect([action["id"] for action in found] == [a["action_id"] for a in whole], "the libraries differ")
    free = {action["id"]: (action["isFree"], action["isDefault"]) for action in found}
    bench.expect(free.get(1) == (True, True), "walking, which a rig has without animations, is not free")
    bench.expect(any(pair == (False, False) for pair in free.values()), "all actions are free")
    for category, count in Counter(action["category"] for action in found).items():
        of = bench.call("GET", "/web/public/animations/resources", query=f"category={category}").data["result"]
        bench.expect(of["total"] == len(of["list"]) == count, f"category {category} does not have {count} actions")


def _actions(bench: Bench, query: str) -> list[Json]:
    answer = bench.call("GET", "/animations/library", query=query)
    bench.expect(answer.status == 200, f"the library?{query} answers {answer.status}")
    return list(answer.data) if answer.status == 200 else []


ACCOUNT_LISTS = (usage, showcases, teams_only)
LIBRARIES = (libraries,)
