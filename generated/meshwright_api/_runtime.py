"""The base of the models and operations of every service. It describes requests and does not send them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import (
    TYPE_CHECKING,
    Any,
    BinaryIO,
    ClassVar,
    Final,
    Generic,
    Literal,
    ParamSpec,
    Protocol,
    Self,
    TypeAlias,
    TypeVar,
    cast,
)
from urllib.parse import quote

from attrs import NOTHING, define, field, fields, frozen

if TYPE_CHECKING:
    from datetime import datetime

Create = ParamSpec("Create")
List = ParamSpec("List")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

File: TypeAlias = str | PathLike[str] | bytes | BinaryIO
"""A URL or data URI (str), or a local file: its path (str or path object), its bytes, or an open binary file."""


class HasId(Protocol):
    """A handle for a task, or a task as the service returned it."""

    @property
    def id(self) -> str: ...


TaskInput: TypeAlias = str | HasId
"""A task: its id, a handle for it, or the task itself."""
Moment: TypeAlias = "int | datetime"
"""A time: seconds since 1970, or a datetime with a time zone."""


class Unset:
    """The type of UNSET: a member that was not given, or not answered."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        # There is only one sentinel, even after copy and pickle: `is UNSET` decides what is sent.
        return "UNSET"


UNSET: Final = Unset()

Convert: TypeAlias = Callable[[Any], Any]
Wire: TypeAlias = Mapping[str, tuple[str, Convert]]


def plain(value: Any) -> Any:
    """Return a value that JSON and Python write alike."""
    return value


def discard(value: Any) -> None:
    """Read the answer of an operation whose success has no data."""


def id_of(task: Any) -> Any:
    """Return the id of a handle or a task; return any other value unchanged."""
    return getattr(task, "id", task)


class BadArgument(ValueError):
    """An argument of a call cannot be sent; ``name`` is its name."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def unix_seconds(value: Any, name: str) -> Any:
    """Return the seconds since 1970 of a datetime, in lists too; return any other value unchanged. Raises BadArgument
    for a datetime without a time zone, which could be any hour of a day.
    """
    if isinstance(value, (list, tuple)):
        return [unix_seconds(member, name) for member in cast("Sequence[Any]", value)]
    if not hasattr(value, "timestamp"):
        return value
    if value.utcoffset() is None:
        raise BadArgument(name, f"{value} has no time zone; pass a datetime with tzinfo, or seconds since 1970")
    return int(value.timestamp())


def comma_list(values: Any, name: str) -> Any:
    """Return a list as a query has it, with commas between its members. Raises BadArgument for a member that is empty
    or holds a comma, which would be read as two, and for a text in place of a list.
    """
    if values is UNSET:
        return values
    if isinstance(values, str):
        raise BadArgument(name, f"expected a list of texts, not {values!r}")
    members = [str(value) for value in values]
    if broken := [member for member in members if "," in member or not member]:
        raise BadArgument(name, f"a member must not be empty or hold a comma, as {broken[0]!r} does")
    return ",".join(members)


def each(convert: Convert) -> Convert:
    """Convert every member of an array; null is read as an empty array, a single object as an array of one."""

    def convert_all(values: Any) -> list[Any]:
        if isinstance(values, dict):
            values = [values]  # clients have seen texture_urls in either form
        elif values is None:
            return []
        elif not isinstance(values, list):
            raise ValueError(f"expected a JSON array, got {type(values).__name__}")
        return [convert(value) for value in cast("Sequence[Any]", values)]

    return convert_all


def array(convert: Convert) -> Convert:
    """Convert every member of an answer that is an array. Raise ValueError for any other answer: an empty answer, null
    or an object does not mean an empty array.
    """

    def convert_all(values: Any) -> list[Any]:
        if not isinstance(values, list):
            raise ValueError(f"expected a JSON array, got {'nothing' if values is None else type(values).__name__}")
        return [convert(value) for value in cast("Sequence[Any]", values)]

    return convert_all


def first_of(*converts: Convert) -> Convert:
    """Convert a value with one of several forms by the first that accepts it; return any other value unchanged."""

    def convert_first(value: Any) -> Any:
        for convert in converts:
            try:
                return convert(value)
            except ValueError:
                continue
        return value

    return convert_first


def dumped(value: Any) -> Any:
    """Return the JSON form of a value."""
    if isinstance(value, JsonObject):
        return value.to_dict()
    if isinstance(value, (list, tuple)):
        return [dumped(member) for member in cast("Sequence[Any]", value)]
    return value


_SECRET: Final = r"(?i)secret|token_?|password|callback_?param"
_QUERY: Final = r"(?i)([a-z][a-z0-9+.-]*://[^\s?#]*)[?#]\S*"


def shown(value: Any, name: str = "") -> str:
    """Return the repr of a member without secrets, and without the queries of URLs, which may be signed."""
    if isinstance(value, str):
        if re.search(_SECRET, name):
            return "'...'"
        return repr(re.sub(_QUERY, r"\1?...", value)) if "://" in value else repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(shown, cast('Sequence[Any]', value)))}]"
    if isinstance(value, dict):
        members = cast("Mapping[Any, Any]", value).items()
        return f"{{{', '.join(f'{shown(key)}: {shown(member, str(key))}' for key, member in members)}}}"
    return repr(value)


_names: dict[type[Any], Mapping[str, str]] = {}


def names_of(cls: type[JsonObject]) -> Mapping[str, str]:
    """Map every JSON member of a class to its attribute; computed once per class."""
    names = _names.get(cls)
    if names is None:
        renamed = {name for name, _ in cls.wire.values()}
        same = {f.name: f.name for f in fields(cls) if f.init and f.name not in renamed}
        names = _names[cls] = {**same, **{key: name for key, (name, _) in cls.wire.items()}}
    return names


_readers: dict[type[Any], Convert] = {}
_READER: Final = """
def read(source, UNSET=UNSET):
    if source.__class__ is not dict:
        source = members_of(cls, source)
    rest = {{**source}}
    take = rest.pop
    self = new(cls)
    self.notes = ()
    try:
        pass
        {required}
    except KeyError:
        raise missing(cls, source) from None
    {optional}
    {converted}
    self.additional_properties = rest or {{}}
    return self
"""
"""Compiled for each class: a loop over the members takes three times as long. attrs compiles its constructors too."""


def _reader_of(cls: type[JsonObject]) -> Convert:
    """Return the function behind ``from_dict``."""
    if (read := _readers.get(cls)) is not None:
        return read
    names, required = names_of(cls), _required(cls)
    converts = {name: convert for name, convert in cls.wire.values() if convert is not plain}
    source = _READER.format(
        required="\n        ".join(f"self.{name} = take({key!r})" for key, name in names.items() if name in required),
        optional="\n    ".join(
            f"self.{name} = take({key!r}, UNSET)" for key, name in names.items() if name not in required
        ),
        converted="\n    ".join(
            f"if (value := self.{name}) is not None and value is not UNSET: self.{name} = convert_{name}(value)"
            for name in converts
        ),
    )
    scope: dict[str, Any] = {
        "cls": cls,
        "new": cls.__new__,
        "UNSET": UNSET,
        "members_of": _members_of,
        "missing": _missing,
    }
    for name, convert in converts.items():
        model = getattr(convert, "__self__", None)  # of a from_dict, which would look up its reader every time
        scope[f"convert_{name}"] = convert if model is None else _reader_of(model)
    exec(source, scope)  # of names in the spec, none of an answer
    return _readers.setdefault(cls, scope["read"])


def _required(cls: type[JsonObject]) -> set[str]:
    return {each.name for each in fields(cls) if each.default is NOTHING}


def _members_of(cls: type[JsonObject], source: Any) -> dict[str, Any]:
    """Return the members of an object; any other value becomes the text member. Raises ValueError without one."""
    if isinstance(source, dict):
        return cast("dict[str, Any]", source)
    if not cls.text_member:
        raise ValueError(f"{cls.__name__}: expected a JSON object, got {type(source).__name__}")
    return {cls.text_member: source if isinstance(source, str) else json.dumps(source) if source else ""}


def _missing(cls: type[JsonObject], members: Mapping[str, Any]) -> ValueError:
    """Return the error for an object without its required members."""
    required = _required(cls)
    missing = [repr(key) for key, name in names_of(cls).items() if name in required and key not in members]
    has = ", ".join(map(str, members)) or "nothing"
    return ValueError(f"{cls.__name__}: {', '.join(missing)} is missing; the object has {has}")


def _no_members() -> dict[str, Any]:  # half a microsecond faster than dict[str, Any], and there are four in a task
    return {}


@define(kw_only=True, repr=False)
class JsonObject:
    """A JSON object; members that the spec does not name are kept in ``additional_properties``."""

    wire: ClassVar[Wire] = {}
    """Members whose name or form differs between JSON and Python."""

    text_member: ClassVar[str] = ""
    """Member for the value, if a service sends a text or anything else in place of the object."""

    file_places: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The paths to the URLs of a task's files, as steps; ``*`` means every member."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {}
    """The members that are times, each with its form: since 1970 in seconds or milliseconds, or RFC 3339 text."""

    additional_properties: dict[str, Any] = field(init=False, factory=_no_members)

    notes: Sequence[str] = field(init=False, default=(), eq=False)
    """The emulator's notes on a finished task: what it guessed or lost. Never of the service; not part of the JSON."""

    @classmethod
    def from_dict(cls, source: Any) -> Self:
        """Build one from decoded JSON; raises ValueError if it is not an object or lacks a required member."""
        result: Self = _reader_of(cls)(source)
        return result

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form; members that are UNSET are left out."""
        result = dict(self.additional_properties)
        for key, name in names_of(type(self)).items():
            if (value := getattr(self, name)) is not UNSET:
                result[key] = dumped(value)
        return result

    def time_of(self, name: str) -> datetime | None:
        """Return a member that is a time, such as ``created_at``, as a datetime in UTC; None if it is not given, null
        or empty. Raises ValueError if the member is not a time, or has another form than the spec says.
        """
        from datetime import UTC, datetime

        if (form := self.times.get(name)) is None:
            known = ", ".join(self.times) or "none"
            raise ValueError(f"{type(self).__name__}.{name} is not a time; its times are: {known}")
        value = getattr(self, name)
        if value is UNSET or value is None or value == "":
            return None
        try:
            if form != "text":
                return datetime.fromtimestamp(value / 1000 if form == "milliseconds" else value, UTC)
            found = datetime.fromisoformat(value)
        except (TypeError, ValueError, OverflowError, OSError) as error:
            raise ValueError(f"{type(self).__name__}.{name}: {value!r} is not a time: {error}") from None
        if found.utcoffset() is None:
            raise ValueError(f"{type(self).__name__}.{name}: {value!r} has no offset from UTC")
        return found.astimezone(UTC)

    def __getitem__(self, key: str) -> Any:
        """Return a member that the spec does not name."""
        return self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties

    def _repr_html_(self) -> str | None:
        """Return the HTML that notebooks show in place of the repr; None if no view handles this object."""
        return next((html for view in html_views if (html := view(self)) is not None), None)

    def __repr__(self) -> str:
        members = [
            f"{name}={shown(value, name)}"
            for name in names_of(type(self)).values()
            if (value := getattr(self, name)) is not UNSET
        ]
        members += [f"{key}={shown(value, key)}" for key, value in self.additional_properties.items()]
        return f"{type(self).__name__}({', '.join(members)})"


html_views: list[Callable[[JsonObject], str | None]] = []
"""Views of objects for notebooks, added by other modules; the first that handles an object is used."""


@frozen(kw_only=True)
class Version:
    """Where an operation of another version of the API differs."""

    method: str = ""
    path: str = ""
    members: Mapping[str, str] = field(factory=_no_members)
    """Other names of members of the body."""
    query: Mapping[str, Any] = field(factory=_no_members)
    """Parameters that are sent too."""
    body: Mapping[str, Any] | None = None
    """The body of an operation that has none here."""


def _no_versions() -> dict[str, Version]:
    return {}


def _no_files() -> dict[str, tuple[str, ...]]:
    return {}


@frozen(kw_only=True)
class Operation(Generic[T_co]):
    """The description of one call of the API."""

    name: str
    """The operationId of the spec, such as ``image_to_3d.create``."""
    method: str
    path: str
    parse: Callable[[Any], T_co]
    """Turns decoded JSON (of the answer, or of one event's data) into the result; raises ValueError if it
    is invalid.
    """
    params: Mapping[str, Any] = field(factory=_no_members)
    body: Mapping[str, Any] | None = None
    """The JSON body, in which the members named by ``files`` may still be local files."""
    files: Mapping[str, tuple[str, ...]] = field(factory=_no_files)
    """Members of the body that take a local file, each with the media types it may be sent as."""
    tasks: Mapping[str, Any] = field(factory=_no_members)
    """Members of the body that name a task, each as it was given: an id, a handle or a task."""
    versions: Mapping[str, Version] = field(factory=_no_versions)
    """Other versions of the API in which the operation differs by more than the prefix of its path."""
    needs: tuple[str, ...] = ()
    """Settings of the client that must be given for this operation, by their names in the API."""
    streams: bool = False
    """Whether the answer is an event stream, each event of which is parsed."""


class TaskOperations(Protocol[Create, List, T]):
    """The operations of one kind of task: the package of its tag."""

    @property
    def create(self) -> Callable[Create, Operation[Any]]: ...
    @property
    def list_(self) -> Callable[List, Operation[list[T]]]: ...
    @property
    def get(self) -> Callable[[str], Operation[T]]: ...
    @property
    def stream(self) -> Callable[[str], Operation[T]]: ...
    @property
    def delete(self) -> Callable[[str], Operation[None]]: ...


@frozen(kw_only=True)
class TaskKind(Generic[Create, List, T]):
    """A kind of task: its facts, and imports of the rest, which are done only for the kinds in use."""

    name: str
    """As in paths and on the command line: ``image-to-3d``."""
    types: tuple[str, ...]
    """The allowed values of ``type`` of a task of this kind."""
    texts: frozenset[str]
    """Parameters of a create that take any text; if the task shows one, it is unchanged."""
    model: Callable[[], type[T]]
    """Imports the model of the task."""
    api: Callable[[], TaskOperations[Create, List, T]]
    """Imports the operations."""
    cancels: bool = False
    """Whether a delete cancels a task that has not ended, in place of deleting one that does not run."""


def given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the members that were given."""
    return {name: value for name, value in members.items() if value is not UNSET}


def path_segment(value: str | int) -> str:
    """Quote one path segment; an empty one would reach another endpoint."""
    text = str(value)
    if not text.strip() or text in (".", ".."):
        raise ValueError(f"an id must not be {text!r}")
    return quote(text, safe="")
