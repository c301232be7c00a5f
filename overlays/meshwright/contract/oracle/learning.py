"""Add an exchange to the memory, after the rules have judged it."""

from __future__ import annotations

from ...spec.shapes import shape_of
from ..addresses import file_key
from .learning_flighthub import learn_envelope
from .memory import KnownTask, Memory
from .situation import Situation


def learn(situation: Situation) -> None:
    """Store the facts of this exchange."""
    memory, exchange = situation.memory, situation.exchange
    memory.files |= {file_key(found): place for place, found in situation.files if isinstance(found, str)}
    if situation.service == "flighthub":
        learn_envelope(situation)
        return
    if name := exchange.headers.get("x-request-id"):
        memory.request_ids.add(name)
    if situation.verb == "create" and exchange.status in (200, 202):
        _learn_create(situation)
    elif situation.operation is not None and exchange.status == 200 and memory.balance is not None:
        memory.charged += situation.operation.price(situation.sent or {})
    if situation.verb == "delete" and exchange.status == 200:
        memory.kinds.pop(situation.id, None)
        memory.seen.pop(situation.id, None)
    if situation.verb == "delete" and exchange.status == 200 and situation.task is not None:
        _learn_delete(situation, situation.task)
    for state in situation.states:
        if isinstance(id := state.said.get("id"), str):
            memory.kinds[id] = situation.kind
            memory.seen.setdefault(id, {}).update(state.said)
        if state.task is not None and state.said.get("id") == state.task.id:
            state.task.last.update(state.said)
            state.task.seen_at = situation.now
    if situation.operation is not None and situation.operation.id == "balance.get" and exchange.status == 200:
        _learn_balance(situation)


def _learn_create(situation: Situation) -> None:
    memory, data, operation = situation.memory, situation.data, situation.operation
    id = data.get("result") if isinstance(data, dict) else None
    if not isinstance(id, str) or id in memory.tasks or operation is None:
        return
    request = operation.filled(situation.sent or {})
    price = operation.price(situation.sent or {})
    memory.tasks[id] = KnownTask(id, situation.kind, request, price, situation.now)
    if memory.balance is not None:
        memory.charged += price
        memory.charged_tasks.add(id)


def _learn_delete(situation: Situation, task: KnownTask) -> None:
    memory, cancels = situation.memory, shape_of("meshy", task.kind).cancels
    waited = task.status == "PENDING" and task.seen_at == situation.now
    runs_on = cancels and task.status == "IN_PROGRESS"
    if task.id in memory.charged_tasks and not task.deleted:
        if task.status == "FAILED" or waited:
            memory.refunded += task.price
        elif not task.final and not runs_on:
            memory.perhaps += task.price
    if cancels:
        task.canceled, task.free = True, waited if waited or runs_on else None
        task.last["status"] = "CANCELED"
    else:
        task.deleted = True


def _learn_balance(situation: Situation) -> None:
    memory: Memory = situation.memory
    data = situation.data
    if memory.balance is not None or not isinstance(data, dict) or not isinstance(data.get("balance"), int):
        return
    memory.balance = data["balance"]
    open_tasks = [task for task in memory.tasks.values() if not task.deleted and not task.final]
    memory.perhaps += sum(task.price for task in open_tasks)  # created before: refunds, but no charge, are to come
