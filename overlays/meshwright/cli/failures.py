"""The error message and the exit code of a failed command."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from ..errors import (
    ApiError,
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
    ResultNotReady,
    RouteRefused,
    SubmissionUnknown,
    TaskUnsuccessful,
    TooManyRequests,
    UnexpectedResponse,
    Unprocessable,
    UploadIncomplete,
    WaitTimeout,
)
from ..texts import plain
from .hints import NEXT, TASK, Situation, advise, hint_of, message_of, task_of
from .terminal import styled, tell, wrapped

MEANINGS = {
    0: "done",
    1: "a task FAILED or was CANCELED",
    2: "a wrong command line",
    3: "a missing or wrong key, or a setting that cannot work",
    4: "an input, a parameter or a folder in use was refused; nothing was bought",
    5: "not found: unknown, expired, deleted, or of another account",
    6: "too many requests, or a full queue; nothing was created",
    7: "the network or the service failed",
    8: "the wait timed out; the task goes on",
    9: "not enough credits, or the price is above `--max-credits`",
    10: "a create was sent and its answer is lost; it is never sent again by itself; `resume` looks for it",
    11: "a local file, folder or disk, or files of a task that could not be fetched",
    12: "an upload is incomplete; the same command goes on",
    13: "`resume`: a create whose answer was lost was not received and cost nothing; create it again if you like",
    14: "`resume`: a create whose answer was lost may be one of several tasks; look, then `ledger settle`",
    130: "Ctrl-C; no task was deleted",
}
"""Every exit code and its meaning."""

EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (TaskUnsuccessful, 1),
    (ConfigurationError, 3),
    (AuthenticationError, 3),
    (PermissionDenied, 3),
    (BadRequest, 4),
    (InputError, 4),
    (Conflict, 4),
    (Unprocessable, 4),
    (ResultNotReady, 4),
    (NotFound, 5),
    (TooManyRequests, 6),
    (WaitTimeout, 8),
    (InsufficientCredits, 9),
    (PriceTooHigh, 9),
    (SubmissionUnknown, 10),
    (FolderInUse, 4),
    (DownloadFailed, 11),
    (LedgerError, 11),
    (UploadIncomplete, 12),
    (RouteRefused, 12),
    (ConnectionFailed, 7),
    (UnexpectedResponse, 7),
    (ApiError, 7),
    (MeshwrightError, 1),
    (OSError, 11),
)
NOTHING_BOUGHT = (4, 6, 9)
"""Codes that mean that nothing was bought; an error that occurs after the task was created needs another code."""
WORST_FIRST = (14, 10, 13, 3, 9, 11, 7, 6, 8, 12, 1, 5, 4, 0)
"""Which code wins if outcomes differ: first those that need a decision about money, then those that stop everything,
then those that another run resolves, then those about one input.
"""


def exit_code(error: BaseException) -> int:
    """Return the exit code for an error."""
    code = next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    if code in NOTHING_BOUGHT and task_of(error):
        return 7 if isinstance(error, ApiError) else 11
    return code


def worst(codes: Iterable[int]) -> int:
    """Return the most important of the codes."""
    return min(codes, key=WORST_FIRST.index, default=0)


def sentence(error: BaseException) -> str:
    """Return one sentence about an error."""
    if isinstance(error, OSError) and not isinstance(error, MeshwrightError):
        return f"{error.filename or 'the output'}: {error.strerror or error}"
    return message_of(error)


def told(error: BaseException, about: str = "") -> str:
    """Return an error as text for a person: what it is about, what went wrong, the created task, the next command.

    On a terminal the sentence is wrapped between words; the command is not wrapped, so that it can be copied.
    """
    text = sentence(error)
    named = about if about and not text.startswith(f"{about} ") else ""
    text = wrapped(f"Error: {named}{': ' * bool(named)}{text}", sys.stderr)
    hint, id = plain(hint_of(error)), plain(task_of(error))
    task = f"\n  {TASK}{id}" if id not in f"{text} {hint}" else ""
    return text.replace("Error", styled("Error", fg="red"), 1) + task + (f"\n  {hint}" if hint else "")


def name_unprinted(error: OSError, made: Iterable[str], step: str) -> int:
    """Print the created tasks, which stdout may lack, and the next command on stderr; returns the exit code."""
    lines = [*made, *([NEXT + step] if step else [])]
    tell("\n  ".join([told(error), *lines]))
    return exit_code(error)


def expected(error: Exception) -> bool:
    """Return whether an error is printed as a sentence, without a traceback."""
    return isinstance(error, (MeshwrightError, OSError))


def fail(error: Exception) -> int:
    """Print an error for a person, and return the exit code."""
    advise(error, Situation())
    tell(told(error))
    return exit_code(error)
