"""Operations of the tag stores: each returns the request, described but not performed."""

from .obtain_token import obtain_token
from .upload_callback import upload_callback

__all__ = [
    "obtain_token",
    "upload_callback",
]
