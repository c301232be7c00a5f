"""Operations of the tag balance: each returns the request, described but not performed."""

from .get import get

__all__ = [
    "get",
]
