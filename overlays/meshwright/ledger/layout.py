"""The tables of a ledger. The database keeps the number of its layout, and an earlier one is migrated."""

from __future__ import annotations

LAYOUT = 3
"""1: the tables without a mark. 2: ``holder`` in both, ``ahead`` in submission. 3: ``item``, ``credits`` and ``sent``
in submission, one purchase an item, one create a task, the shared pace, batches."""
TABLES = {
    "submission": """create table if not exists submission (number {serial}, account text not null,
        kind text not null, parameters text not null, digest text not null, state text not null,
        intended double precision not null, settled double precision, process bigint not null, task_id text,
        status text)""",
    "download": """create table if not exists download (number {serial}, task_id text not null,
        folder text not null, formats text, done integer not null default 0, unique (task_id, folder))""",
    "pace": "create table if not exists pace (account text primary key, due double precision not null)",
    "batch": """create table if not exists batch (account text primary key, out text not null, places integer not null,
        rate double precision not null, fetchers integer not null, max_credits integer, shared integer not null,
        room double precision not null, room_at double precision not null)""",
    "item": """create table if not exists item (number {serial}, account text not null, name text not null,
        request text not null, digest text not null, credits integer not null, state text not null,
        link integer not null default 0, attempt integer not null default 0, put integer not null default 0,
        files text, reason text, expires double precision, added double precision not null,
        since double precision not null, ended double precision, unique (account, name))""",
}
"""The first layout, and the tables that came whole. Only the type of a number differs between databases."""
ADDED = (
    ("submission", "holder", "text"),
    ("submission", "ahead", "double precision"),
    ("download", "holder", "text"),
    ("submission", "item", "text"),
    ("submission", "credits", "integer"),
    ("submission", "sent", "double precision"),
)
"""Columns that came later: table, name and type."""
INDEXES = (
    "create index if not exists submission_by_task on submission (task_id)",
    "create index if not exists submission_by_state on submission (account, state)",
    "create index if not exists submission_by_item on submission (account, item, number) where item is not null",
    """create unique index if not exists one_purchase on submission (account, item) where item is not null
        and (state in ('intended', 'unknown', 'created') or (state = 'ended' and status = 'SUCCEEDED'))""",
    "create index if not exists item_by_state on item (account, state)",
    "create index if not exists item_to_put on item (account, number) where put = 0 and state in ('queued', 'made')",
    "create index if not exists item_by_end on item (account, ended) where ended is not null",
    "create unique index if not exists one_create on submission (account, task_id) where task_id is not null",
)
SEPARATE = """update submission set state = 'unknown', status = null, task_id = null where task_id is not null and
    exists (select 1 from submission other where other.account = submission.account
    and other.task_id = submission.task_id and other.number < submission.number)"""
"""Before layout 3 two lost creates could get one task. It belongs to one of them; the other's outcome is unknown."""
