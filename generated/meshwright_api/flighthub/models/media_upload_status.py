from __future__ import annotations

from typing import Literal, TypeAlias

MediaUploadStatus: TypeAlias = Literal["to_upload", "uploading"] | str
"""Whether the files of a flight have come.

A value that the service adds tomorrow passes too.
"""
