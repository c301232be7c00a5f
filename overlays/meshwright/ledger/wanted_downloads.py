"""Downloads in the ledger: requests for files until all have arrived, and the process that works on each task."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from attrs import frozen

from .paths import full_path
from .submissions import CREATED, ENDED, SUCCEEDED, Submission, SubmissionJournal


@frozen
class WantedDownload:
    """A requested download that is not complete."""

    task_id: str
    kind: str
    folder: Path
    formats: frozenset[str] | None


class DownloadJournal(SubmissionJournal):
    """The table of downloads."""

    def download_wanted(self, task_id: str, folder: Path, formats: frozenset[str] | None) -> None:
        """Record that files are to be fetched."""
        wanted = None if formats is None else json.dumps(sorted(formats))
        with self._transaction() as database:
            database.execute(
                "insert into download (task_id, folder, formats, holder) values (?, ?, ?, ?) on conflict (task_id, "
                "folder) do update set formats = excluded.formats, holder = excluded.holder, done = 0",
                (task_id, str(full_path(folder)), wanted, self._holder.enter()),
            )

    def download_done(self, task_id: str, folder: Path) -> None:
        """Record that all files have arrived."""
        with self._transaction() as database:
            database.execute(
                "update download set done = 1 where task_id = ? and folder = ?", (task_id, str(full_path(folder)))
            )

    def folders(self) -> dict[str, Path]:
        """Return the last folder for the files of each task, complete or not."""
        rows = self._rows("select task_id, folder from download order by number")
        return {task_id: Path(folder) for task_id, folder in rows if isinstance(folder, str)}

    def downloads(self, account: str) -> list[WantedDownload]:
        """List the requested downloads that are not complete, of tasks that have files or may still get them."""
        rows = self._rows(
            "select distinct d.number, d.task_id, s.kind, d.folder, d.formats from download d join submission s "
            "on s.task_id = d.task_id where d.done = 0 and s.account = ? "
            "and coalesce(s.status, ?) = ? order by d.number",
            *(account, SUCCEEDED, SUCCEEDED),
        )
        return [self._wanted(*row) for row in rows]

    def _wanted(self, number: int, task_id: Any, kind: Any, folder: Any, described: Any) -> WantedDownload:
        try:
            formats = None if described is None else frozenset[Any](json.loads(described))
            texts = [task_id, kind, folder, *(formats or ())]
            good = bool(folder) and all(isinstance(text, str) for text in texts) and described != "null"
        except (TypeError, ValueError, RecursionError):
            formats, good = None, False
        if not good:
            raise self._damaged("download", number)
        return WantedDownload(task_id, kind, Path(folder), formats)

    def unfetched(self, account: str, since: float = 0.0) -> list[Submission]:
        """List the tasks since a time that SUCCEEDED, still exist, and whose files were never requested."""
        asked = {row[0] for row in self._rows("select task_id from download")}
        ended = (s for s in self.submissions(account, ENDED) if s.status == SUCCEEDED and s.intended > since)
        return [submission for submission in ended if submission.task_id not in asked]

    def claim(self, account: str, kinds: Collection[str] | None = None, since: float = 0.0) -> set[str]:
        """Take over the unfinished tasks (of some kinds) and downloads of processes that have ended, and the tasks that
        SUCCEEDED since a time.

        Return the ids of all tasks that this process holds then; the others belong to other living processes.
        """
        with self._transaction() as database:
            rows = database.execute(
                "select task_id, holder, kind from submission where account = ? and task_id is not null "
                "and (state = ? or (state = ? and status = ? and intended > ?)) "
                "union select d.task_id, d.holder, s.kind from download d join submission s on s.task_id = d.task_id "
                "where s.account = ? and d.done = 0",
                (account, CREATED, ENDED, SUCCEEDED, since, account),
            ).fetchall()
            rows = [row[:2] for row in rows if kinds is None or row[2] in kinds]
            mine = self._holder.enter() if rows else None
            theirs = {holder for holder in {holder for _, holder in rows} if self._holder.is_another(holder)}
            held = {id for id, _ in rows} - {id for id, holder in rows if holder in theirs}
            for id in {id for id, holder in rows if holder != mine} & held:
                database.execute("update submission set holder = ? where task_id = ?", (mine, id))
                database.execute("update download set holder = ? where task_id = ? and done = 0", (mine, id))
        return held
