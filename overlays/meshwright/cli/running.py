"""Run a command and turn its exceptions into a message and an exit code. Few imports, as every command starts here."""

from __future__ import annotations

import sys
import warnings
from typing import TextIO

import click

from .terminal import close_stdout, printable_stdout, wrapped

HELP_FLAGS = ["-h", "--help"]


def run_command(command: click.Command) -> int:
    """Run a command with the arguments of the process; print what went wrong on stderr and return the exit code."""
    printable_stdout()
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        code = _run(command)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        close_stdout()
        return code or _unprinted(error)
    return code


def _run(command: click.Command) -> int:
    try:
        result = command.main(prog_name="meshwright", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort as stop:
        from .hints import hint_of

        hint = hint_of(stop.__cause__) if stop.__cause__ else ""
        click.echo("Stopped. Nothing was deleted." + (f"\n  {hint}" if hint else ""), err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as stop:  # click's own end, of a completion, or when the reader of stdout has gone
        return 0 if stop.code in (None, 0, 1) else 2
    except Exception as error:
        from .failures import expected, fail

        if not expected(error):
            raise
        return fail(error)
    return result if isinstance(result, int) else 0


def _unprinted(error: OSError) -> int:
    if isinstance(error, BrokenPipeError):  # the reader of the output has gone, which is not an error
        return 0
    from .failures import fail

    return fail(error)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001  the signature is Python's
    line: str | None = None,
) -> None:
    """Print a warning of this package as a sentence, and others as Python does."""
    from ..errors import MeshwrightWarning
    from .words import in_words

    ours = issubclass(category, MeshwrightWarning)
    text = (
        f"Warning: {in_words(str(message))}"
        if ours
        else warnings.formatwarning(message, category, filename, lineno, line)
    )
    click.echo(wrapped(text, sys.stderr) if ours else text, err=True)
