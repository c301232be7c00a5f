"""What a failed command says, and its exit code.

0 ok, 1 task failed, 2 usage, 3 key, 4 refused input, 5 not found, 6 too many requests, 7 network, 8 the wait ended
(the task goes on), 9 credits, 10 submission unknown, 11 local files, 12 an upload is incomplete (run it again), 130
Ctrl-C (which never deletes a task).
"""

from __future__ import annotations

import os
import sys

import click

from ..errors import (
    ApiError,
    AuthenticationError,
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    DownloadFailed,
    InputError,
    InsufficientCredits,
    LedgerError,
    MeshwrightError,
    NotFound,
    PermissionDenied,
    PriceTooHigh,
    ResultNotReady,
    SubmissionUnknown,
    TaskUnsuccessful,
    TooManyRequests,
    UnexpectedResponse,
    UploadIncomplete,
    WaitTimeout,
)

EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (TaskUnsuccessful, 1),
    (ConfigurationError, 3),
    (AuthenticationError, 3),
    (PermissionDenied, 3),
    (BadRequest, 4),
    (InputError, 4),
    (ResultNotReady, 4),
    (NotFound, 5),
    (TooManyRequests, 6),
    (WaitTimeout, 8),
    (InsufficientCredits, 9),
    (PriceTooHigh, 9),
    (SubmissionUnknown, 10),
    (DownloadFailed, 11),
    (LedgerError, 11),
    (UploadIncomplete, 12),
    (ConnectionFailed, 7),
    (UnexpectedResponse, 7),
    (ApiError, 7),
    (MeshwrightError, 1),
    (OSError, 11),
)


def exit_code(error: BaseException) -> int:
    """Return the exit code for an error."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def run_command(command: click.Command) -> int:
    """Run a command with the arguments of the process; print what went wrong as one sentence on stderr."""
    try:
        result = command.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        click.echo("\nStopped. Nothing was deleted; a task that was created goes on: meshwright resume.", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has gone; keep the interpreter from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (MeshwrightError, OSError) as error:
        click.echo(f"{click.style('Error', fg='red')}: {error}", err=True)
        return exit_code(error)
    return result if isinstance(result, int) else 0
