"""Records the requests of an upload."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from meshwright.emulator import Emulator
from meshwright.emulator.flighthub.objects import ObjectStore


class Watch:
    """Counts what reaches the emulator: PUTs by name, and the names of each report."""

    def __init__(self, server: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
        self.puts: Counter[str] = Counter()
        self.reports: list[list[str]] = []
        resources = server.flighthub.modeling.resources
        write, call_back = ObjectStore.write, resources.upload_callback

        async def counted(store: ObjectStore, key: str, *rest: Any) -> Any:
            self.puts[key.rpartition("/")[2]] += 1
            return await write(store, key, *rest)

        def noted(body: dict[str, Any]) -> dict[str, Any]:
            answer = call_back(body)
            self.reports.append([entry["name"] for entry in body["files"]])
            return answer

        monkeypatch.setattr(ObjectStore, "write", counted)
        monkeypatch.setattr(type(resources), "upload_callback", lambda _, body: noted(body))

    @property
    def reported(self) -> Counter[str]:
        return Counter(name for names in self.reports for name in names)
