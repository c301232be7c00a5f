"""Meshy API: operations in api/, what they send and accept in models/, the spec in spec.json."""

DESCRIPTIONS: dict[str, str] = {
    "image-to-3d": "One picture becomes a textured model.",
    "multi-image-to-3d": "One to four pictures of the same object become a textured model.",
    "resize": "An existing model is scaled to a real-world size.",
    "remesh": "An existing model gets new faces.",
    "text-to-3d": "Words become a mesh, and a mesh of words gets its texture.",
}
"""The kinds of task, each with a sentence."""
