"""The reconstructions under way: each waits for its pictures, runs the engine, and leaves its zip in the store."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable
from pathlib import Path

from attrs import define, field

from ..clock import Clock
from ..jobs import JobRunner
from .lifecycle import Model, Outcome
from .objects import ObjectStore
from .settings import Scenario
from .work import make_zip

WITHOUT_ENGINE = frozenset({Scenario.FAILED, Scenario.NO_RESOURCES, Scenario.REFUSED})
logger = logging.getLogger("meshwright.emulator")


@define(eq=False)
class Reconstructions:
    """Runs the engine for models; each has a folder of its own below ``folder`` while it runs."""

    runner: JobRunner
    clock: Clock
    store: ObjectStore
    folder: Path
    _jobs: dict[str, asyncio.Task[None]] = field(init=False, factory=dict[str, "asyncio.Task[None]"])

    def begin(self, model: Model, pictures: Awaitable[list[Path]]) -> None:
        """Start the reconstruction of a model as soon as its pictures are there."""
        job = self._jobs[model.uuid] = asyncio.create_task(self._work(model, pictures))
        job.add_done_callback(lambda _: self._jobs.pop(model.uuid, None))

    async def _work(self, model: Model, pictures: Awaitable[list[Path]]) -> None:
        folder = self.folder / model.uuid
        try:
            outcome, result = await make_zip(model, await pictures, folder, self.runner)
            if result is not None:
                self.store.keep(model.zip_key, result)
            # With a stopped clock, the time of the end must not depend on the speed of this machine.
            model.outcome_at = 0.0 if self.clock.manual else self.clock.now()
            model.outcome = outcome
        except Exception as error:  # any error ends this model only
            logger.exception("the emulator failed at model %s", model.uuid)
            model.outcome = Outcome(error=f"the emulator failed: {type(error).__name__}: {error}"[:300])
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def settle(self, model: Model) -> None:
        """With a manual clock, wait for the engine once a model is due: the answer depends on the clock only."""
        job = self._jobs.get(model.uuid)
        if self.clock.manual and model.outcome is None and self.clock.now() >= model.due and job is not None:
            await asyncio.wait([job])

    def cancel(self, model: Model) -> None:
        """End the reconstruction of a model without a result."""
        if job := self._jobs.pop(model.uuid, None):
            job.cancel()

    def cancel_all(self) -> list[asyncio.Task[None]]:
        """End all reconstructions; return what still has to be waited for."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        self._jobs.clear()
        return jobs

    async def close(self) -> None:
        """End all reconstructions and wait until they have ended."""
        await asyncio.gather(*self.cancel_all(), return_exceptions=True)
