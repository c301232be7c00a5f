"""Results on stdout: JSON for programs, a summary for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from attrs import asdict

from ..pricing import Estimate


def wants_json(asked: bool) -> bool:
    """Whether the output is for a program: asked for, or stdout is no terminal."""
    return asked or not sys.stdout.isatty()


def show_json(value: Any) -> None:
    """Print JSON."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def show_task(task: Any, files: Iterable[Path] = (), *, as_json: bool) -> None:
    """Print a task and the files that were fetched."""
    paths = list(files)
    if as_json:
        show_json({**task.to_dict(), "files": [str(path) for path in paths]} if paths else task.to_dict())
        return
    colour = {"SUCCEEDED": "green", "FAILED": "red", "CANCELED": "red"}.get(task.status)
    cost = task.to_dict().get("consumed_credits")
    click.echo(
        f"{task.id}  {click.style(task.status, fg=colour)}  {task.progress} %"
        + (f"  {cost} credits" if cost is not None else "")
    )
    reason = getattr(task.task_error, "message", "")
    if reason:
        click.echo(f"  {reason}")
    for path in paths:
        click.echo(f"  {path}  {size(path.stat().st_size)}")


def show_estimate(estimate: Estimate, *, as_json: bool) -> None:
    """Print a price."""
    show_json(asdict(estimate)) if as_json else click.echo(estimate)


def show_row(task: Any) -> None:
    """Print one line of a list."""
    made = datetime.fromtimestamp((task.created_at or 0) / 1000).strftime("%Y-%m-%d %H:%M:%S")
    click.echo(f"{task.id}  {made}  {task.status:<11}  {task.progress:>3} %")


def size(count: int) -> str:
    """Write a number of bytes for a person."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"
