"""Additions to an error for a person: the message in the words of the command line, and the next command to type
with the real id filled in.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import (
    AuthenticationError,
    BadRequest,
    ConfigurationError,
    Conflict,
    ConnectionFailed,
    DownloadFailed,
    FolderInUse,
    InputError,
    InsufficientCredits,
    LedgerError,
    MeshwrightError,
    NotFound,
    PermissionDenied,
    PriceTooHigh,
    QueueFull,
    RateLimited,
    ResultNotReady,
    ServerError,
    StartIncomplete,
    SubmissionUnknown,
    TaskUnsuccessful,
    UnexpectedResponse,
    Unprocessable,
    UploadIncomplete,
    WaitTimeout,
)
from .words import in_words

NEXT = "Next: "
TASK = "Task: "
MESSAGE = "Message: "
EXTRA = re.compile(r"pip install '[^']+'")
FOLDER = re.compile(r"^\w+: (.+) is a folder$")
LISTING = ("list", "--limit", "5")
"""The verb that shows the newest tasks."""
PICTURES = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True)
class Situation:
    """The facts about a command from which the next command is derived."""

    group: str = ""
    """The words between ``meshwright`` and the verb."""
    verb: str = ""
    id: str = ""
    folder: Path | None = None
    formats: tuple[str, ...] = ()
    base_url: str | None = None
    journaled: bool = False
    """Whether ``meshwright resume`` can find its creates."""
    ephemeral: bool = False
    """Whether the service (the embedded emulator) ends with the command."""

    @property
    def made(self) -> bool:
        """Whether a task was created, so that the same command would buy a second one."""
        return self.verb == "create" and bool(self.id) and not self.ephemeral

    def command(self, *words: str) -> str:
        """Return a command of the same group."""
        elsewhere = ("--base-url", self.base_url) if self.base_url else ()
        return shlex.join(["meshwright", *self.group.split(), *words, *elsewhere])

    def follow(self, verb: str, id: str) -> str:
        """Return a command about a task, with the folder for its files."""
        files = ["-o", str(self.folder), *(word for name in self.formats for word in ("-f", name))]
        return self.command(verb, id, *(files if self.folder else ()))


def next_step(error: BaseException, at: Situation) -> str:
    """Return what to type after an error; empty if the error's own text is enough."""
    id = getattr(error, "task_id", "") or at.id
    if extra := EXTRA.search(str(error)):
        return extra[0]
    match error:
        case KeyboardInterrupt() if at.verb == "upload":
            return "the same command again; it goes on from there"
        case KeyboardInterrupt():
            return "" if at.ephemeral or not id else at.follow("wait", id)
        case FolderInUse() if at.ephemeral or not id or at.verb == "download":
            return "the same command with another folder (-o), or with --overwrite"
        case FolderInUse():
            return at.command("download", id, "-o", "ANOTHER_FOLDER")
        case WaitTimeout() | DownloadFailed() | ResultNotReady() | Conflict() if at.ephemeral or not id:
            return "the same command again" + (", with a longer --timeout" if isinstance(error, WaitTimeout) else "")
        case WaitTimeout() | ResultNotReady() | Conflict():
            return at.follow("wait", id)
        case DownloadFailed():
            return at.follow("download", id)
        case TaskUnsuccessful():
            return "" if at.ephemeral or not at.group else at.command("get", id)
        case SubmissionUnknown() if at.journaled:
            hub = at.group.startswith("flighthub")
            return replace(at, group="flighthub").command("resume") if hub else "meshwright resume"
        case SubmissionUnknown():
            return "the same command again" if at.ephemeral else at.command(*_listing(at))
        case ConfigurationError() if at.group == "emulator":
            return "meshwright emulator --port 0 takes a free port"
        case ConfigurationError() if "api_version" in str(error):
            return "the same command with another --api-version"
        case ConfigurationError() if "holds no batch" in str(error):
            return "meshwright batch add KIND INPUT... -o FOLDER begins one"
        case ConfigurationError() | AuthenticationError() | PermissionDenied() | UnexpectedResponse():
            return "meshwright doctor shows the address and where the key comes from; meshwright login stores a key"
        case NotFound() if at.group.startswith("flighthub") and at.group != "flighthub model":
            return ""  # FlightHub only lists the models under way
        case NotFound():
            return at.command(*_listing(at)) if at.group else ""
        case InputError() if at.made:
            return at.follow("download", id)
        case LedgerError() if at.made:
            return at.follow("wait", id) + " --no-ledger"
        case _ if at.made:
            return at.follow("wait", id)
        case QueueFull():
            return "the same command with --queue waits for a slot"
        case RateLimited():
            return "the same command again, a little later; nothing was created"
        case InsufficientCredits() | PriceTooHigh():
            return "meshwright balance; --dry-run shows what a create costs"
        case LedgerError():
            return "the same command with --no-ledger, or with MESHWRIGHT_LEDGER naming another file"
        case InputError() if at.verb == "create" and (step := _for_input(error, at)) is not None:
            return step
        case BadRequest() | Unprocessable() | InputError():
            return at.command(at.verb, "--help") if at.verb else ""
        case UploadIncomplete():
            return "the same command again; it goes on from there"
        case StartIncomplete():
            return "meshwright flighthub model running"
        case ConnectionFailed() | ServerError():
            return "the same command again; meshwright doctor shows the address that is used"
        case OSError():
            return "the same command with another folder (-o) or with more space"
        case _:
            return ""


def after(task: Any, at: Situation) -> str:
    """Return the next command after a task was shown; empty if its files are there, or it has none."""
    from ..tasks.remote_files import named_files

    if at.folder is not None and str(task.status) == "SUCCEEDED":
        return ""
    id = str(task.id)  # a service may answer any type
    if named_files(task):
        return "the same command with -o FOLDER" if at.ephemeral else at.command("download", id, "-o", "FOLDER")
    running = str(task.status) in ("PENDING", "IN_PROGRESS")
    return at.command("wait", id, "-o", "FOLDER") if running and not at.ephemeral else ""


def _for_input(error: InputError, at: Situation) -> str | None:
    """Return the next command after an input that cannot be sent; None if the help is the next thing to read."""
    text = str(error)
    if found := FOLDER.match(text):
        folder = Path(found[1])
        endings = [path.suffix for path in folder.iterdir() if path.suffix.lower() in PICTURES]
        ending = max(endings, key=endings.count, default=PICTURES[0])
        return at.command("create") + f" {shlex.quote(str(folder))}/*{ending}"
    if "is a pattern in quotes" in text:
        return "the same command without the quotes"
    if "needs --output" in text:
        return "the same command with -o FOLDER"
    return "" if "does not exist" in text or "nothing was sent" in text else None


def _listing(at: Situation) -> tuple[str, ...]:
    return ("running",) if at.group == "flighthub model" else LISTING


def looking_back(at: Situation, many: int) -> str:
    """Return the command that shows the last ``many`` creates; empty if they ended with the emulator."""
    if at.ephemeral:
        return ""
    return "meshwright ledger" if at.journaled else at.command("list", "--limit", str(many))


@contextmanager
def hinting(at: Situation) -> Generator[None]:
    """Add the next command as a note to any error of the block."""
    try:
        yield
    except BaseException as error:  # Ctrl-C too
        advise(error, at)
        raise


def advise(error: BaseException, at: Situation) -> None:
    """Add the message, the next command and the id of the task as notes to an error, unless they are there."""
    if at.group and not _noted(error, MESSAGE) and isinstance(error, MeshwrightError):
        error.add_note(MESSAGE + in_words(str(error), at.group))
    if not hint_of(error) and (step := next_step(error, at)):
        error.add_note(NEXT + step)
    if at.verb == "create" and at.id and not task_of(error):
        error.add_note(TASK + at.id)


def hint_of(error: BaseException) -> str:
    """Return the noted next command, or an empty string."""
    return _noted(error, NEXT)


def message_of(error: BaseException) -> str:
    """Return the message in the words of the command line."""
    return _noted(error, MESSAGE).removeprefix(MESSAGE) or in_words(str(error))


def task_of(error: BaseException) -> str:
    """Return the id of the task that was created before the error, or an empty string."""
    return _noted(error, TASK).removeprefix(TASK)


def _noted(error: BaseException, kind: str) -> str:
    return next((note for note in getattr(error, "__notes__", ()) if note.startswith(kind)), "")
