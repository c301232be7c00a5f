"""Tables of FlightHub's objects for a person: a head, a line each, and no line wider than the terminal.

A list is a table, a single object a list of its members. A class without columns here is shown as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from ..texts import one_line
from .output import size

if TYPE_CHECKING:
    from meshwright_api._runtime import JsonObject

GAP = "  "
SHORTEST = 8
"""The fewest columns that a shortened cell keeps."""


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    head: str
    cell: Callable[[Any], Any]
    right: bool = False


def of(path: str) -> Callable[[Any], Any]:
    """Return the reader of a member, or of a member of a member: ``gateway.sn``."""

    def read(found: Any) -> Any:
        for name in path.split("."):
            found = getattr(found, name, None)
        return found

    return read


def time(name: str) -> Callable[[Any], str]:
    """Return the reader of a time, in this machine's time zone."""

    def read(found: JsonObject) -> str:
        try:
            moment = found.time_of(name)
        except ValueError:
            return str(getattr(found, name))
        return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"

    return read


def bytes_of(found: Any) -> str:
    """Return the size of a file for a person."""
    return size(found.size or 0)


def online(path: str) -> Callable[[Any], str]:
    """Return the reader of what a device does."""

    def read(found: Any) -> str:
        device = of(path)(found)
        if not device:
            return ""
        mode = getattr(device.mode_code, "name", device.mode_code)
        return str(mode or "online").lower().replace("_", " ") if device.device_online_status else "offline"

    return read


def messages(found: Any) -> str:
    """Return the health messages of a device in one text."""
    records = of("device_hms.list_")(found) or ()
    return "; ".join(f"{record.level}: {record.message}" for record in records) or "none"


TABLES: dict[str, tuple[Column, ...]] = {
    "Project": (Column("UUID", of("uuid")), Column("NAME", of("name")), Column("CHANGED", time("updated_at"))),
    "DevicePair": (
        Column("DOCK", of("gateway.sn")),
        Column("NAME", of("gateway.callsign")),
        Column("STATE", online("gateway")),
        Column("AIRCRAFT", of("drone.sn")),
        Column("STATE", online("drone")),
    ),
    "DeviceMessages": (Column("DEVICE", of("device_sn")), Column("MESSAGES", messages)),
    "Forwarder": (
        Column("ID", of("converter_id")),
        Column("NAME", of("converter_name")),
        Column("DEVICE", of("sn")),
        Column("TO", of("schema")),
        Column("STATE", of("state")),
    ),
    "Flight": (
        Column("UUID", of("uuid")),
        Column("STATUS", of("status")),
        Column("BEGIN", time("begin_at")),
        Column("NAME", of("name")),
    ),
    "MediaFile": (Column("NAME", of("name")), Column("SIZE", bytes_of, right=True), Column("MADE", of("create_at"))),
    "Route": (Column("UUID", of("id")), Column("NAME", of("name")), Column("CHANGED", time("update_time"))),
    "MapModel": (
        Column("ID", of("id"), right=True),
        Column("KIND", of("file_type")),
        Column("SIZE", bytes_of, right=True),
        Column("CHANGED", time("update_at")),
        Column("NAME", of("name")),
    ),
}
"""The columns of each class, by its name."""


def table(rows: Sequence[Any], columns: Sequence[Column], width: int | None = None) -> Iterator[str]:
    """Yield the lines of a table, its head first; the widest cells are shortened until a line fits the width."""
    width = width or get_terminal_size().columns
    cells = [[column.head for column in columns], *([_text(column.cell(row)) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    while sum(widths) + len(GAP) * (len(widths) - 1) > width and max(widths) > SHORTEST:
        widths[widths.index(max(widths))] -= 1
    for line in cells:
        shown = [
            _cut(text, wide).rjust(wide) if column.right else _cut(text, wide).ljust(wide)
            for text, wide, column in zip(line, widths, columns, strict=True)
        ]
        yield GAP.join(shown).rstrip()


def details(found: JsonObject) -> Iterator[str]:
    """Yield a line for each member of an object: its name and its value, times as dates."""
    from meshwright_api._runtime import dumped  # not for --help

    members = {name: value for name, value in found.to_dict().items() if value not in (None, "", [], {})}
    wide = max(map(len, members), default=0)
    for name, value in members.items():
        shown = _text(time(name)(found) if name in found.times else dumped(value))
        yield f"{name.ljust(wide)}{GAP}{shown}"


def _text(value: Any) -> str:
    return "" if value is None or (not value and value is not False and value != 0) else one_line(str(value))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
