"""The reconstructions under way: each waits for its pictures, runs the engine, and leaves its zip in the store."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

from attrs import define, field

from ..clock import Clock
from ..jobs import JobRunner
from .lifecycle import Model, Outcome
from .objects import ObjectStore
from .settings import Scenario
from .work import RESULT, make_zip

WITHOUT_ENGINE = frozenset({Scenario.FAILED, Scenario.NO_RESOURCES, Scenario.REFUSED})
logger = logging.getLogger("meshwright.emulator")


@define(eq=False)
class Reconstructions:
    """Runs the engine for models; each has a folder of its own below ``folder`` until it has ended."""

    runner: JobRunner
    clock: Clock
    store: ObjectStore
    folder: Path
    _jobs: dict[str, asyncio.Task[None]] = field(init=False, factory=dict[str, "asyncio.Task[None]"])

    def begin(self, model: Model, pictures: Awaitable[list[Path]], ended: Callable[[], None]) -> None:
        """Start the reconstruction of a model as soon as its pictures are there; call ``ended`` once it has its
        outcome.
        """
        job = self._jobs[model.uuid] = asyncio.create_task(self._work(model, pictures, ended))
        job.add_done_callback(lambda _: self._jobs.pop(model.uuid, None))

    def resume(self, model: Model, ended: Callable[[], None]) -> None:
        """Start it again after a restart, from the pictures in its folder."""
        shutil.rmtree(self.folder / model.uuid / RESULT, ignore_errors=True)
        pictures = sorted((self.folder / model.uuid).glob("*"))

        async def ready() -> list[Path]:
            return pictures

        self.begin(model, ready(), ended)

    async def _work(self, model: Model, pictures: Awaitable[list[Path]], ended: Callable[[], None]) -> None:
        folder = self.folder / model.uuid
        try:
            outcome, result = await make_zip(model, await pictures, folder, self.runner)
            if result is not None:
                self.store.keep(model.zip_key, result)
        except Exception as error:  # any error ends this model only
            logger.exception("the emulator failed at model %s", model.uuid)
            outcome = Outcome(error=f"the emulator failed: {type(error).__name__}: {error}"[:300])
        # With a stopped clock, the time of the end must not depend on the speed of this machine.
        model.outcome_at = 0.0 if self.clock.manual else self.clock.now()
        model.outcome = outcome
        ended()
        self.forget([model.uuid])

    async def settle(self, model: Model) -> None:
        """With a manual clock, wait for the engine once a model is due: the answer depends on the clock only."""
        job = self._jobs.get(model.uuid)
        if self.clock.manual and model.outcome is None and self.clock.now() >= model.due and job is not None:
            await asyncio.wait([job])

    def cancel(self, model: Model) -> None:
        """End the reconstruction of a model without a result, and remove its files."""
        if job := self._jobs.get(model.uuid):
            job.add_done_callback(lambda _: self.forget([model.uuid]))
            job.cancel()

    def forget(self, uuids: list[str]) -> None:
        """Remove the folders of models."""
        for uuid in uuids:
            shutil.rmtree(self.folder / uuid, ignore_errors=True)

    async def close(self) -> None:
        """End all reconstructions and wait until they have ended; their files stay, so that they can be resumed."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
