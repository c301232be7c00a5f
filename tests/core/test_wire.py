"""Answers as plain data: which are successes, and what is JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright.core.wire import Reply, decoded

SPACES = st.text(" \t\r\n", max_size=3)
documents = st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=4).map(json.dumps)


def read(decode: Any, content: bytes) -> Any:
    """Return what is decoded, or ValueError if it is not JSON."""
    try:
        return decode(content)
    except ValueError:
        return ValueError


@given(st.sampled_from([b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2]), SPACES, documents, SPACES | st.text(max_size=2))
def test_json_is_read_as_python_reads_it(mark: bytes, before: str, document: str, after: str) -> None:
    """Spaces and a byte order mark around a document do no harm; anything else beside it is an error."""
    content = mark + f"{before}{document}{after}".encode()
    assert read(decoded, content) == read(json.loads, content)


@pytest.mark.parametrize("content", [b"", b" ", b"{", b"{} {}", b'"\xff"', "{}".encode("utf-16"), "{}\u00a0".encode()])
def test_what_is_no_json(content: bytes) -> None:
    """A cut document, a second one and other encodings than UTF-8 are errors."""
    assert read(decoded, content) is ValueError


def test_only_2xx_is_a_success() -> None:
    """An answer is a success from 200 to 299."""
    assert [status for status in range(100, 600) if Reply(status=status).ok] == list(range(200, 300))


def test_the_content_is_not_shown() -> None:
    """The text form of an answer, which hooks and logs may print, leaves its content out."""
    assert "picture" not in repr(Reply(status=200, content=b"picture"))
