"""Telemetry: what OpenTelemetry is given of a purchase, and what an exporter that hangs or fails does not delay."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from helpers.clients import QUICK
from helpers.prepared_service import PICTURE, shop
from meshwright import ConfigurationError, Meshy, telemetry
from meshwright.emulator import Emulator
from meshwright.telemetry import Telemetry
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

pytestmark = pytest.mark.usefixtures("no_certificates")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, no_certificates: Path) -> Iterator[Emulator]:
    with shop(tmp_path_factory.mktemp("shop") / "prepared") as emulator:
        yield emulator


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> InMemoryMetricReader:
    """Read the metrics; the global provider can be set only once in a process."""
    found = InMemoryMetricReader()
    monkeypatch.setattr(metrics, "get_meter", MeterProvider([found], shutdown_on_exit=False).get_meter)
    return found


def exported_to(exporter: SpanExporter, monkeypatch: pytest.MonkeyPatch) -> TracerProvider:
    """Export each span at once, in the thread that ends it: the worst case."""
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    return provider


def values(reader: InMemoryMetricReader) -> dict[str, Any]:
    """Return the sum or the count of each metric."""
    data: Any = reader.get_metrics_data()
    found = {one.name: one.data.data_points for one in data.resource_metrics[0].scope_metrics[0].metrics}
    return {
        name: sum(point.value if hasattr(point, "value") else point.count for point in points)
        for name, points in found.items()
    }


def test_a_purchase(
    service: Emulator, reader: InMemoryMetricReader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each exchange is a span below the program's own; retries, bytes, waits and credits are counted; no secret is in
    an attribute.
    """
    exporter = InMemorySpanExporter()
    tracer = exported_to(exporter, monkeypatch).get_tracer("program")
    with Telemetry() as hook, Meshy(service.api_key, base_url=service.url, hooks=[hook], retry=QUICK) as meshy:
        with tracer.start_as_current_span("program") as own:
            task = meshy.image_to_3d.create(image_url=PICTURE, texture_prompt="a secret wish")
            service.faults.arm("server_error")
            meshy.balance()
            done = task.wait()
            paths = task.download(tmp_path)
        assert hook.close()
    spans: list[ReadableSpan] = [span for span in exporter.get_finished_spans() if span.name != "program"]
    assert {span.parent.span_id for span in spans if span.parent} == {own.get_span_context().span_id}
    create = next(span for span in spans if span.name == "meshwright image_to_3d.create")
    assert dict(create.attributes or {}) == {
        "meshwright.operation": "image_to_3d.create",
        "http.request.method": "POST",
        "http.response.status_code": 202,
        "http.request.resend_count": 0,
    }
    balances = [dict(span.attributes or {}) for span in spans if span.name == "meshwright balance.get"]
    assert [found["http.request.resend_count"] for found in balances] == [0, 1]
    seen = values(reader)
    assert seen["meshwright.retries"] == 1
    assert seen["meshwright.credits"] == done.consumed_credits
    assert seen["meshwright.wait.duration"] == 1
    assert seen["meshwright.request.duration"] == len(spans)
    assert seen["meshwright.received"] > sum(path.stat().st_size for path in paths)
    told = "".join(span.to_json() for span in spans) + str(reader.get_metrics_data())
    assert not [secret for secret in (service.api_key, "secret wish", "http://", task.id) if secret in told]


class Stuck(SpanExporter):
    """An exporter that hangs until an event is set, and then fails."""

    def __init__(self) -> None:
        self.free = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.free.wait(60)
        raise OSError("the collector is away")


def test_an_exporter_that_hangs(
    service: Emulator, reader: InMemoryMetricReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls return while the exporter hangs; what finds no place in the queue is dropped and counted."""
    exporter = Stuck()
    exported_to(exporter, monkeypatch)
    monkeypatch.setattr(telemetry, "ROOM", 2)
    hook = Telemetry()
    with Meshy(service.api_key, base_url=service.url, hooks=[hook]) as meshy:
        for _ in range(6):
            meshy.balance()
    assert not hook.close(timeout=0)
    assert hook.dropped >= 3
    exporter.free.set()
    assert hook.close(timeout=60)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without OpenTelemetry, the error names the line that installs it."""
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'meshwright\[otel\]'"):
        Telemetry()
