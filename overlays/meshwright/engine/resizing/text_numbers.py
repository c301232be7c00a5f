"""Read and write the numbers of text models, including the notations of C runtimes for "not a number"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import numpy as np

from .box import Floats

# Microsoft's C runtime printed 1.#IND, -1.#INF00, 1.#QNANe+000 until 2015, and 1.#J, 1.#R or 1.#QO when it rounded.
MSVC_MARK = rb"#(?:ind|inf|[qs]nan|[iqs]o|[jr])\d*+(?:e[-+]\d++)?+"
NOT_FINITE = rb"(?:1\." + MSVC_MARK + rb"|nan(?:\(\w*+\))?+|inf(?:inity)?+)"
_NOT_FINITE = re.compile(rb"([-+]?+)" + NOT_FINITE, re.IGNORECASE)


def read_floats(tokens: Iterable[bytes]) -> Floats:
    """Read tokens as float64 (n,); ValueError names the first that is not a number."""
    tokens = list(tokens)
    try:
        return np.array(list(map(float, tokens)), np.float64)
    except ValueError:
        return np.array(list(map(_float, tokens)), np.float64)


def write_floats(values: Iterable[float], tokens: Iterable[bytes]) -> list[bytes]:
    """Write values with nine digits; one that is not finite keeps the token that it was read from.

    Readers differ on these tokens: another spelling could break a model for one that has taken the old one.
    """
    return [b"%.9g" % value if math.isfinite(value) else token for value, token in zip(values, tokens, strict=True)]


def _float(token: bytes) -> float:
    match = _NOT_FINITE.fullmatch(token)
    if match is None:
        return float(token)
    if b"inf" not in token.lower():
        return math.nan
    return -math.inf if match[1] == b"-" else math.inf
