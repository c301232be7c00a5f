"""Test our client against an emulator with faults: does it buy twice, lose or misreport anything? The client's results
are compared with the emulator's state; the client's own hook records every exchange.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from attrs import define, field

from ... import errors
from ...core.hooks import Exchange as Told
from ...core.retrying import RetryPolicy
from ...emulator import Clock, Emulator, Settings
from ...meshy.client import Meshy
from ..samples import CREATES

GOOD = CREATES["image-to-3d"]
RETRY = RetryPolicy(attempts=3, first_delay=0.01, longest_delay=0.02)
FAST, SLOW = 40.0, 3.0
"""The emulator's time runs this much faster than real time."""


@define(eq=False)
class Desk:
    """A client and the emulator it talks to."""

    emulator: Emulator
    client: Meshy
    told: list[Told]
    findings: list[str] = field(factory=list[str])

    def expect(self, holds: bool, sentence: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.findings.append(sentence)

    def raises(self, kind: type[Exception], action: Callable[[], object], sentence: str) -> Exception | None:
        """Expect an error of exactly this kind."""
        try:
            action()
        except Exception as error:
            self.expect(type(error) is kind, f"{sentence}: {type(error).__name__} in place of {kind.__name__}: {error}")
            return error
        self.findings.append(f"{sentence}: no {kind.__name__}")
        return None

    def made(self) -> int:
        """Count the tasks that the emulator has."""
        return len(self.emulator.meshy.store.all())

    def posts(self) -> int:
        """Count the creates that were sent, and forget them."""
        count = sum(told.method == "POST" for told in self.told)
        self.told.clear()
        return count


@contextmanager
def desk(rate: float = FAST, **options: Any) -> Iterator[Desk]:
    """Open a client on an emulator of its own."""
    settings = Settings(clock=Clock(rate=rate), seed=1, strict=True, **options.pop("settings", {}))
    told: list[Told] = []
    with Emulator(settings) as emulator:
        chosen = {
            "base_url": emulator.url,
            "retry": RETRY,
            "rate": None,
            "hooks": [told.append],
            "timeout": 5.0,
            **options,
        }
        with Meshy(emulator.api_key, **chosen) as client:
            yield Desk(emulator, client, told)


def _create(at: Desk) -> Any:
    return at.client.image_to_3d.create(**GOOD)


def creates() -> list[str]:
    """A create is sent once under every fault; only a request that cannot have arrived is sent again."""
    with desk() as at:
        for fault in ("server_error", "bad_gateway", "unavailable"):
            at.emulator.faults.arm(fault)
            at.raises(errors.SubmissionUnknown, lambda: _create(at), fault)
            at.expect(at.posts() == 1, f"{fault}: the create was repeated")
        at.expect(at.made() == 0, "a task that the client does not know")
        for fault in ("accept_then_drop", "truncate"):
            before = at.made()
            at.emulator.faults.arm(fault)
            at.raises(errors.SubmissionUnknown, lambda: _create(at), fault)
            at.expect(at.posts() == 1 and at.made() == before + 1, f"{fault}: {at.made() - before} tasks were made")
        at.emulator.faults.arm("html")
        at.raises(errors.SubmissionUnknown, lambda: _create(at), "html")
        at.posts()
        at.emulator.faults.arm("rate_limit")
        begun, before = time.monotonic(), at.made()
        handle = _create(at)
        at.expect(time.monotonic() - begun > 0.9, "Retry-After was not waited for")
        at.expect(at.posts() == 2 and at.made() == before + 1, "429 was not repeated once")
        at.expect(at.emulator.meshy.store.find(handle.id) is not None, "the handle is not that of the task")
        at.emulator.faults.arm("queue_full")
        at.raises(errors.QueueFull, lambda: _create(at), "queue_full")
        at.expect(at.posts() == 1, "a full queue was asked again at once")
        at.emulator.faults.arm("no_credits")
        at.raises(errors.InsufficientCredits, lambda: _create(at), "no_credits")
        at.raises(errors.BadRequest, lambda: at.client.image_to_3d.create(image_url="http://127.0.0.1:9/x.png"), "400")
        patient = at.client.with_options(queue=False, max_credits=4)
        at.raises(errors.PriceTooHigh, lambda: patient.image_to_3d.create(**GOOD), "max_credits")
        at.expect(at.posts() == 2, "a create that is too dear was sent")
        return at.findings


def reads() -> list[str]:
    """A read is repeated while it may help, and not longer."""
    with desk() as at:
        handle = _create(at)
        for fault in ("server_error", "bad_gateway", "unavailable", "rate_limit", "drop", "truncate"):
            at.told.clear()
            at.emulator.faults.arm(fault)
            at.expect(handle.get().id == handle.id, f"{fault}: another task")
            at.expect(len(at.told) == 2, f"{fault}: {len(at.told)} requests in place of 2")
        for count, kind in ((3, errors.ServerError),):
            at.told.clear()
            at.emulator.faults.arm("server_error", count)
            at.raises(kind, handle.get, "three times 500")
            at.expect(len(at.told) == 3, f"{len(at.told)} attempts in place of 3")
        at.emulator.faults.arm("html")
        at.raises(errors.UnexpectedResponse, handle.get, "HTML")
        at.raises(errors.NotFound, lambda: at.client.image_to_3d.get("none"), "unknown id")
        at.raises(errors.NotFound, lambda: at.client.resize.get(handle.id), "another kind")
        at.expect(at.client.balance() == 995, "the balance")
        stranger = Meshy("key_other", base_url=at.emulator.url, retry=RETRY, rate=None)
        at.raises(errors.AuthenticationError, stranger.balance, "a wrong key")
        stranger.close()
        return at.findings


def lists() -> list[str]:
    """Every task is listed once, in order, over as many pages as there are."""
    with desk(rate=0.0, settings={"queue": 200}) as at:
        ids: list[str] = []
        for _ in range(53):
            ids.append(_create(at).id)
            at.emulator.advance(seconds=0.01)
        listed = [task.id for task in at.client.image_to_3d.list()]
        at.expect(listed == ids[::-1], f"newest first: {len(listed)} of 53")
        listed = [task.id for task in at.client.image_to_3d.list(sort_by="+created_at", page_size=20)]
        at.expect(listed == ids, f"oldest first: {len(listed)} of 53")
        listed = [task.id for task in at.client.image_to_3d.list(page_num=2, page_size=50)]
        at.expect(listed == ids[:3][::-1], f"from the second page: {len(listed)} of 3")
        at.expect(list(at.client.resize.list()) == [], "another kind")
        handle = at.client.image_to_3d.task(ids[-1])
        handle.delete()
        at.raises(errors.NotFound, handle.delete, "deleted twice")
        at.emulator.advance(seconds=1.0)
        at.raises(errors.Conflict, at.client.image_to_3d.task(ids[1]).delete, "deleted while it runs")
        return at.findings


def waits() -> list[str]:
    """A wait ends with the end of the task under every fault of the stream, and yields each state once, in order."""
    found: list[str] = []
    for fault in ("", "sse_cut", "sse_garbage", "sse_multiline", "sse_error"):
        whole = fault in ("", "sse_multiline")  # the stream lives to its end: slow enough that all of it is seen
        with desk(rate=SLOW if whole else FAST) as at:
            handle = _create(at)
            if fault:
                at.emulator.faults.arm(fault)
            states: list[Any] = []
            task = handle.wait(timeout=12.0 if whole else 1.5, on_update=states.append)
            at.expect(task.status == "SUCCEEDED" and bool(task.model_urls.glb), f"{fault}: {task.status}")
            seen = [(state.status, state.progress) for state in states]
            at.expect(bool(fault) or len(set(seen)) == len(seen), f"a state was yielded twice: {seen}")
            at.expect([p for _, p in seen] == sorted(p for _, p in seen), f"{fault}: progress fell: {seen}")
            at.expect(not fault or len(seen) > 0, f"{fault}: no state was yielded")
            at.expect(not whole or len(seen) >= 3, f"{fault}: only {seen} were yielded")
            streams = [told for told in at.told if told.path.endswith("/stream")]
            at.expect(len(streams) == 1, f"{fault}: {len(streams)} streams were opened")
            found += at.findings
    with desk() as at:
        at.emulator.faults.arm("fail_task:timeout")
        handle = _create(at)
        failed = at.raises(errors.TaskFailed, lambda: handle.wait(timeout=1.5), "a task that fails")
        at.expect("asked to fail" in str(failed), "the error does not name the reason of the failure")
        at.expect(handle.wait(check=False, timeout=1.5).status == "FAILED", "check=False")
        slow = at.client.image_to_3d.create(**GOOD)
        handle.delete()
        old = at.client.image_to_3d.task(handle.id)  # the handle of the create waits until a new task is visible
        at.raises(errors.NotFound, lambda: old.wait(timeout=2.0), "a task that is gone")
        slow.wait(timeout=1.5)
        found += at.findings
    with desk(rate=0.0) as at:
        handle = _create(at)
        begun, still = time.monotonic(), list[Any]()
        wait = partial(handle.wait, timeout=0.4, on_update=still.append)
        at.raises(errors.WaitTimeout, wait, "a task that stands still")
        at.expect(all(one != other for one, other in pairwise(still)), "a state that stands still was yielded twice")
        at.expect(0.3 < time.monotonic() - begun < 3.0, "the deadline was not kept")
        found += at.findings
    return found


def downloads() -> list[str]:
    """Files arrive whole, by fresh URLs when theirs have expired."""
    with desk() as at, TemporaryDirectory() as folder:
        handle = _create(at)
        at.raises(errors.ResultNotReady, lambda: handle.download(folder), "a task that has no files yet")
        task = handle.wait(timeout=1.5)
        paths = handle.download(folder, formats={"glb"})
        at.expect(len(paths) == 1 and paths[0].stat().st_size > 0, f"{paths}")
        at.raises(errors.InputError, lambda: handle.download(folder, formats={"stl"}), "a format that was not made")
        at.emulator.faults.arm("url_expired")
        again = handle.download(Path(folder, "again"), formats={"glb"})
        at.expect(again[0].read_bytes() == paths[0].read_bytes(), "another file")
        several = handle.download(Path(folder, "all"))
        at.expect(len(several) == 2, f"{len(several)} files in place of model and thumbnail")
        resized = at.client.resize.create(input_task_id=task.id, resize_height=2.0).wait(timeout=1.5)
        at.expect(resized.status == "SUCCEEDED", "the resize of a task")
        return at.findings


def many() -> list[str]:
    """Tasks are yielded as they end, each once."""
    with desk(settings={"queue": 100}) as at:
        handles = [_create(at) for _ in range(6)]
        ended = [task.id for task in at.client.as_completed(handles, timeout=1.5)]
        at.expect(sorted(ended) == sorted(handle.id for handle in handles), f"{len(ended)} of 6 were yielded")
        with suppress(errors.MeshwrightError):
            at.client.as_completed([], timeout=1.0)
        return at.findings


def recovery() -> list[str]:
    """A create whose answer is lost is found again with the ledger, and bought once."""
    from ...ledger.journal import Ledger

    with TemporaryDirectory() as folder, desk(ledger=Ledger(Path(folder, "ledger.sqlite"))) as at:
        kept = _create(at)
        at.emulator.faults.arm("accept_then_drop")
        at.raises(errors.SubmissionUnknown, lambda: _create(at), "a lost answer")
        resumed = at.client.resume()
        at.expect(at.made() == 2, f"{at.made()} tasks after the recovery")
        at.expect(len(resumed.tasks) == 2 and kept.id in str(resumed.tasks), f"found {len(resumed.tasks)} of 2")
        return at.findings


CLIENT = (creates, reads, lists, waits, downloads, many, recovery)


def walk_client() -> Iterator[tuple[str, list[str]]]:
    """Make every walk of the client and yield its name with what was found."""
    for walk in CLIENT:
        try:
            yield walk.__name__, walk()
        except Exception as error:
            yield walk.__name__, [f"the walk broke off: {type(error).__name__}: {error}"]
