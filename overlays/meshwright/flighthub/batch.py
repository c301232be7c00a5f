"""Batches of FlightHub's models: each item is a folder of photos, which is uploaded and made into models once.

Nothing is paid for an upload, so one that broke off is continued, or at worst repeated. A start uses up picture quota:
it is recorded before it is sent, and one whose answer was lost is looked for among the models in progress.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

from attrs import define, field, frozen
from meshwright_api.flighthub.api import models as calls
from meshwright_api.flighthub.models import ResourceStatus

from ..clients import started_emulator
from ..downloads.names import safe
from ..errors import InputError, NotFound, TaskCanceled, TaskFailed
from ..fleet.batch import Added, BatchOf
from ..fleet.books import Books
from ..fleet.buying import Buyer
from ..fleet.chains import digest_of
from ..fleet.items import Item
from ..fleet.pacing import shared_pace
from ..fleet.watching import Lead
from ..fleet.work import NotMade
from ..ledger.recovery import is_fresh
from ..ledger.submissions import SUCCEEDED, Submission
from ..spec.limits import file_limits
from ..tasks.ids import checked_id
from .envelope import FlightHubSession
from .models import AsyncModels, Parameters
from .photos import Names, photos_in
from .reconstructions import AsyncModelHandle, Resolver, json_text
from .resources import AsyncResources
from .starts import KIND, TYPES, find_lost, once

FAILED = "FAILED"


@frozen
class StartSettler:
    """Settles lost starts by the models in progress; a ``Settler``."""

    session: FlightHubSession
    books: Books
    kinds = (KIND,)

    async def prepare(self) -> bool:
        """Need nothing: each start has a resource of its own, by which it is recognized."""
        return True

    async def settle(self) -> tuple[bool, Sequence[tuple[Submission, str]]]:
        """Look for the models of lost starts; raises ApiError and ConnectionFailed.

        The service does not list models that have ended, so a start that is not found may have been received.
        """
        purchases = self.books.purchases
        lost = purchases.ledger.lost(purchases.account, self.kinds)
        found = await find_lost(self.session, purchases.ledger, lost)
        left = [submission for submission in lost if submission.number not in found]
        hopeless = [submission for submission in left if not is_fresh(purchases.ledger, submission)]
        return len(hopeless) < len(left), [(submission, _unknown(submission)) for submission in hopeless]


def _unknown(submission: Submission) -> str:
    return (
        f"its start has an unknown outcome: no model of resource {submission.parameters.get('resource_uuid')} is in "
        "progress, so it never arrived or its models have ended. Look at FlightHub's own list; if there is none, "
        f"settle it (meshwright ledger settle {submission.number} --never) and try the item again"
    )


@define
class ModelMaker:
    """Makes the models of folders; a ``Maker``."""

    session: FlightHubSession
    books: Books
    resolver: Resolver | None
    _buyer: Buyer = field(init=False)
    _lead: Lead = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.session = shared_pace(self.session, self.books.purchases, lambda: self.books.settings.rate)
        self._buyer = Buyer(self.session, StartSettler(self.session, self.books), self.books)
        self._lead = Lead(self.books.purchases)

    @property
    def sending(self) -> bool:
        """Whether a start is in progress here."""
        return self._buyer.busy > 0

    async def watch(self) -> None:
        """Hold the lead until cancelled: each item asks for its own models, since there is no list to read."""
        async with self._lead.taken():
            await asyncio.Event().wait()

    def leads(self) -> bool:
        """Return whether this machine takes over the jobs of dead ones."""
        return self._lead.held()

    def look(self) -> None:
        """Ask the ledger which machines have died, as a sign of life."""
        self._buyer.look()

    def stop(self) -> None:
        """Start nothing more."""
        self._buyer.stopping = True

    async def make(self, item: Item) -> None:
        """Upload the photos of an item, start its models, and wait for their zips."""
        wanted = item.steps[0]["parameters"]
        started = await self._started(item, wanted)
        self.books.items.begin(item)
        uuids: dict[str, str] = json.loads(started)
        reasons = [f"model_{kind} was refused" for kind in _kinds(wanted) if kind not in uuids]
        for uuid in uuids.values():
            try:
                await self._handle(uuid).wait_for_zip(timeout=None)
            except (TaskFailed, TaskCanceled, NotFound) as error:
                reasons.append(str(error))
        self.books.purchases.ledger.ended(started, FAILED if reasons else SUCCEEDED)
        if reasons:
            raise NotMade("; ".join(reasons))
        self.books.items.advance(item, 1, None)

    async def _started(self, item: Item, wanted: Mapping[str, Any]) -> str:
        """Return the uuids of the item's models, as JSON; start them unless they are."""
        key = item.key(0)
        standing = self._buyer.standing(key, item.since)
        if standing is not None:
            return standing
        operation = calls.start(
            resource_uuid=await self._resource(item, wanted),
            **{name: wanted[name] for name in wanted if name.startswith("parameter_")},
        )
        credits = int(item.steps[0]["credits"])
        return await self._buyer.buy(key, KIND, cast("Any", once(operation, _kinds(wanted))), credits, item.since)

    async def _resource(self, item: Item, wanted: Mapping[str, Any]) -> str:
        """Return the resource with the item's photos: that of a start before, or a new one."""
        resources = AsyncResources(self.session)
        before = self.books.purchases.parameters(item.key(0)).get("resource_uuid")
        if before is not None:
            with suppress(NotFound):
                if (await resources.get(checked_id(before))).status == ResourceStatus.IMPORT_SUCCESS:
                    return str(before)
        photos = wanted["photos"]
        return str((await resources.upload(photos, name=item.name, names=wanted["names"])).resource_uuid)

    async def fetch(self, item: Item, folder: Path) -> list[Path]:
        """Fetch and unpack the zips of an item's models."""
        uuids: dict[str, str] = json.loads(self._buyer.standing(item.key(0), item.since) or "{}")
        resolver = self.resolver or AsyncModels(self.session).download_url
        return [
            path for uuid in uuids.values() for path in await self._handle(uuid).download_zip(folder, resolver=resolver)
        ]

    def _handle(self, uuid: str) -> AsyncModelHandle:
        return AsyncModelHandle(uuid, self.session)


@define
class _FlightHub:
    """FlightHub as a batch sees it."""

    options: dict[str, Any]
    resolver: Resolver | None
    session: FlightHubSession = field(init=False)
    _emulator: Any = field(init=False, default=None)
    unit = "pictures"

    def __attrs_post_init__(self) -> None:
        from . import AsyncFlightHub

        if self.options.pop("emulator"):
            self._emulator = started_emulator()
            self.options |= {"base_url": self._emulator.url, "token": "emulator"}
        self.session = AsyncFlightHub(**self.options).session

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator[FlightHubSession]:
        """Open a client in an event loop, and yield its session."""
        from . import AsyncFlightHub

        async with AsyncFlightHub(**self.options) as hub:
            yield hub.session

    def maker(self, session: FlightHubSession, books: Books) -> ModelMaker:
        """Return what makes models of folders."""
        return ModelMaker(session, books, self.resolver)

    def close(self) -> None:
        """Stop the embedded emulator."""
        if self._emulator is not None:
            self._emulator.stop()


class FlightHubBatch(BatchOf):
    """Models of many folders of photos; each is started once, also after a crash, by one machine or several.

    As ``Batch``, with FlightHub's connection (see ``FlightHub``): ``token``, ``region``, ``base_url``,
    ``project_uuid``, ``emulator``. ``places`` are folders whose models are in progress at once, ``max_pictures`` is the
    picture quota at which the batch stops starting models. ``resolver`` returns the URL for a ``zip_file_key``, as for
    ``download_zip``; by default ``models.download_url`` does, whose endpoint is a guess. Extra ``fleet``.
    """

    def __init__(
        self,
        ledger: str | os.PathLike[str],
        out: str | os.PathLike[str] | None = None,
        *,
        token: str | None = None,
        region: str | None = None,
        base_url: str | None = None,
        project_uuid: str | None = None,
        emulator: bool = False,
        resolver: Resolver | None = None,
        places: int | None = None,
        rate: float | None = None,
        fetchers: int | None = None,
        max_pictures: int | None = None,
        shared: bool | None = None,
    ) -> None:
        options = {
            "token": token,
            "region": region,
            "base_url": base_url,
            "project_uuid": project_uuid,
            "emulator": emulator,
        }
        given = {
            "out": out,
            "places": places,
            "rate": rate,
            "fetchers": fetchers,
            "max_credits": max_pictures,
            "shared": shared,
        }
        super().__init__(_FlightHub(options, resolver), ledger, given)

    def add(
        self,
        folders: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        /,
        *,
        name: str | None = None,
        names: Names = "file",
        parameter_2d: Parameters | None = None,
        parameter_3d: Parameters | None = None,
        parameter_3dgs: Parameters | None = None,
        parameter_lidar: Parameters | None = None,
    ) -> Added:
        """Add items, one for each folder of photos; nothing is uploaded or started yet.

        ``parameter_*`` are those of ``models.start``, ``names`` that of ``resources.upload``. An item is named by its
        folder, or by ``name``. ``credits`` of the result are pictures of the quota: each photo counts once for each
        model (a guess of ours). Raises InputError for a folder that is missing, has photos that cannot be sent, or too
        few or too many for a model; for the same name with another request; and for no ``parameter_*``.
        """
        given = {
            "parameter_2d": parameter_2d,
            "parameter_3d": parameter_3d,
            "parameter_3dgs": parameter_3dgs,
            "parameter_lidar": parameter_lidar,
        }
        texts = {key: json_text(key, value) for key, value in given.items() if value is not None}
        if not texts:
            raise InputError("parameter_*", f"at least one of {', '.join(given)} must be given; {{}} will do")
        many = [folders] if isinstance(folders, (str, os.PathLike)) else folders
        return self._put(self._row(Path(folder), name, names, texts) for folder in many)

    def _row(self, folder: Path, name: str | None, names: Names, texts: Mapping[str, str]) -> tuple[str, str, str, int]:
        place = folder.expanduser().absolute()
        self._check_local([str(place)])
        count = len(photos_in(place, names))
        for parameter in texts:
            fewest, most = file_limits(parameter)
            if not fewest <= count <= most:
                raise InputError(parameter, f"{place} holds {count} photos; it takes {fewest} to {most}")
        steps = [{"kind": KIND, "parameters": {"photos": str(place), "names": names, **texts}}]
        price = count * len(texts)
        row = json.dumps([{**steps[0], "credits": price}])
        return name or safe(place.name), row, digest_of(steps), price


def _kinds(wanted: Mapping[str, Any]) -> list[str]:
    """Return the kinds of model that an item asks for."""
    return [kind for kind in TYPES if f"parameter_{kind}" in wanted]
