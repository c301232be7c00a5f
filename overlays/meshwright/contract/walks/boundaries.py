"""What no other walk had asked for: places where mutants of the emulator lived on (see docs/contract-strength.md)."""

from __future__ import annotations

from ..samples import CREATES, PICTURE
from .bench import Bench


def references(bench: Bench) -> None:
    """Give pictures that guide the texture as data URIs; they come back as URLs, which can be fetched."""
    image, several = CREATES["image-to-3d"], CREATES["multi-image-to-3d"]
    one = bench.create("image-to-3d", image | {"should_texture": True, "texture_image_url": PICTURE})
    guides = {"should_texture": True, "ai_model": "latest", "texture_image_urls": [PICTURE, PICTURE]}
    two = bench.create("multi-image-to-3d", several | guides)
    for seconds in (0.0, 10.0):
        bench.advance(seconds)
        said = bench.task("image-to-3d", one)
        urls = [said.get("texture_image_url"), *bench.task("multi-image-to-3d", two).get("texture_image_urls", [])]
        for url in urls:
            found = bench.http.get(url) if str(url).startswith("http") else None
            bench.expect(found is not None and found.status_code == 200, f"a reference picture is {str(url)[:60]!r}")


BOUNDARIES = (references,)
