from __future__ import annotations

from typing import Literal, TypeAlias

StreamUrlType: TypeAlias = Literal["agora", "srs", "volc"] | str
"""What the URL is: volc has a query, agora a JSON text, srs a URL.

A value that the service adds tomorrow passes too.
"""
