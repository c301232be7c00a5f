"""Read the XML files of a KMZ, within limits: hostile archives and entity declarations are refused.

A KMZ is a zip; DJI's holds ``wpmz/template.kml`` (what the pilot drew) and ``wpmz/waylines.wpml`` (what the aircraft
flies). Elements are found by their local names: DJI raises the version in its namespace with each release.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

TEMPLATE: Final = "wpmz/template.kml"
WAYLINES: Final = "wpmz/waylines.wpml"
MOST_BYTES: Final = 16 * 2**20
"""The most bytes of one XML file, unpacked: some 10,000 waypoints."""
MOST_ENTRIES: Final = 1000
MOST_DEPTH: Final = 64
MOST_ELEMENTS: Final = 400_000
PACKED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BadRoute(ValueError):
    """A file is not a flight route that can be flown; the message is the reason."""


def read_members(content: bytes) -> tuple[Element | None, Element]:
    """Return the trees of the template, if there is one, and of the waylines; raises BadRoute."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MOST_ENTRIES:
                raise BadRoute(f"the KMZ has {len(names)} entries, more than {MOST_ENTRIES}")
            if WAYLINES not in names:
                held = ", ".join(name[:60] for name in names[:5]) or "nothing"
                raise BadRoute(f"the KMZ has no {WAYLINES}; it holds {held}")
            template = _parsed(archive, TEMPLATE) if TEMPLATE in names else None
            return template, _parsed(archive, WAYLINES)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise BadRoute(f"the file is not a KMZ, which is a zip: {str(error)[:200]}") from None


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    if archive.getinfo(name).compress_type not in PACKED:
        raise BadRoute(f"{name} is packed with a method that KMZ files do not use")
    with archive.open(name) as member:  # the size that the archive states may be false
        content = member.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadRoute(f"{name} is larger than {MOST_BYTES} bytes")
    return parse_xml(content, name)


def parse_xml(content: bytes, name: str) -> Element:
    """Return the tree of an XML file, with local names; raises BadRoute, also for any document type."""
    builder = TreeBuilder()
    depth = count = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise BadRoute(f"{name} is nested more than {MOST_DEPTH} deep or has more than {MOST_ELEMENTS} elements")
        builder.start(tag.rpartition(" ")[2], {})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag.rpartition(" ")[2])

    def refuse(*_: object) -> None:
        raise BadRoute(f"{name} declares a document type; routes have none, and entities could fill the memory")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, BadRoute):
            raise
        raise BadRoute(f"{name} is not XML: {str(error)[:200]}") from None
    return builder.close()
