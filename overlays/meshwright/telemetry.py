"""Report calls, waits and downloads to OpenTelemetry, as spans and metrics; the extra ``otel``.

Only the API of OpenTelemetry is used: the program chooses the SDK and the exporter. Reports are queued, and made by a
thread of their own, so that an exporter that is slow or hangs never delays a call; with a full queue the
newest reports are dropped and counted. No attribute holds a key, a header, a parameter, a URL or a body.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from .core.hooks import Downloaded, Exchange, Waited
from .core.wire import Reply
from .errors import ConfigurationError

ROOM = 2048
"""Reports in the queue."""
NANO = 10**9
logger = logging.getLogger("meshwright")
Report = Callable[[], None]


class Telemetry:
    """A hook for a client: ``Meshy(hooks=[Telemetry()])``. May serve several clients.

    Spans ``meshwright OPERATION`` for each exchange with the service, children of the span that is current at the call.
    Metrics: ``meshwright.request.duration`` (s), ``meshwright.retries``, ``meshwright.received`` (bytes of answers and
    downloads), ``meshwright.wait.duration`` (s) and ``meshwright.credits`` of tasks that were waited for.

    Raises ConfigurationError without the extra ``otel``.
    """

    def __init__(self) -> None:
        try:
            from opentelemetry import context, metrics, trace
        except ImportError as error:
            raise ConfigurationError(f"telemetry needs the extra: pip install 'meshwright[otel]' ({error})") from error
        self.dropped = 0
        """Number of reports that found the queue full."""
        self._context, self._trace = context, trace
        self._tracer = trace.get_tracer("meshwright")
        meter = metrics.get_meter("meshwright")
        self._requests = meter.create_histogram("meshwright.request.duration", "s", "Exchanges with the service.")
        self._retries = meter.create_counter("meshwright.retries", "1", "Exchanges after the first of a call.")
        self._received = meter.create_counter("meshwright.received", "By", "Bytes of answers and of downloads.")
        self._waits = meter.create_histogram("meshwright.wait.duration", "s", "Waits for the ends of tasks.")
        self._credits = meter.create_counter("meshwright.credits", "1", "Credits of tasks that were waited for.")
        self._queue: queue.Queue[Report] = queue.Queue(ROOM)
        self._idle = threading.Condition()
        self._unreported = 0
        threading.Thread(target=self._work, name="meshwright-telemetry", daemon=True).start()

    def __call__(self, exchange: Exchange) -> None:
        """Report an exchange."""
        end, current = time.time_ns(), self._context.get_current()
        status = exchange.outcome.status if isinstance(exchange.outcome, Reply) else None
        size = len(exchange.outcome.content) if isinstance(exchange.outcome, Reply) else 0
        attributes: dict[str, Any] = {
            "meshwright.operation": exchange.operation,
            "http.request.method": exchange.method,
            **({"error.type": type(exchange.outcome).__name__} if status is None else {}),
            **({} if status is None else {"http.response.status_code": status}),
        }

        def report() -> None:
            span = self._tracer.start_span(
                f"meshwright {exchange.operation}",
                context=current,
                kind=self._trace.SpanKind.CLIENT,
                start_time=end - int(exchange.seconds * NANO),
                attributes={**attributes, "http.request.resend_count": exchange.attempt - 1},
            )
            if status is None or status >= 400:
                span.set_status(self._trace.StatusCode.ERROR)
            span.end(end)
            self._requests.record(exchange.seconds, attributes)
            self._received.add(size, {"meshwright.operation": exchange.operation})
            if exchange.attempt > 1:
                self._retries.add(1, {"meshwright.operation": exchange.operation})

        self._put(report)

    def event(self, event: Waited | Downloaded) -> None:
        """Report the end of a wait or of a download."""

        def report() -> None:
            kind = {"meshwright.kind": event.kind}
            if isinstance(event, Downloaded):
                self._received.add(event.bytes, kind)
            else:
                self._waits.record(event.seconds, {**kind, "meshwright.status": event.status})
                self._credits.add(event.credits, kind)

        self._put(report)

    def close(self, timeout: float = 5.0) -> bool:
        """Wait until everything is reported, at most ``timeout`` seconds; return whether it was."""
        with self._idle:
            return self._idle.wait_for(lambda: self._unreported == 0, timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, report: Report) -> None:
        with self._idle:
            self._unreported += 1
        try:
            self._queue.put_nowait(report)
        except queue.Full:
            self._done()
            self.dropped += 1

    def _work(self) -> None:
        while True:
            report = self._queue.get()
            try:
                report()
            except Exception:  # a failing exporter must not end the thread
                logger.debug("telemetry could not be reported", exc_info=True)
            finally:
                self._done()

    def _done(self) -> None:
        with self._idle:
            self._unreported -= 1
            self._idle.notify_all()
