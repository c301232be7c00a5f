"""Meshy API: operations in api/, what they send and accept in models/, the spec in spec.json."""

DESCRIPTIONS: dict[str, str] = {
    "image-to-3d": "One picture becomes a textured model.",
    "multi-image-to-3d": "One to four pictures of the same object become a textured model.",
    "resize": "An existing model is scaled to a real-world size.",
    "remesh": "An existing model gets new faces.",
    "text-to-3d": "Words become a mesh, and a mesh of words gets its texture.",
    "convert": "An existing model is written in other formats.",
    "uv-unwrap": "An existing model gets texture coordinates.",
    "retexture": "An existing model gets a new texture.",
    "print-analyze": "An existing model is measured for a 3D printer.",
    "print-repair": "An existing model is closed for a 3D printer.",
    "print-multi-color": "An existing model gets a few filament colours.",
    "print-split": "An existing model is cut into printable parts.",
    "text-to-image": "Words become pictures.",
    "image-to-image": "Words and pictures become other pictures.",
    "rigging": "A standing figure gets a skeleton.",
    "animations": "A rigged figure plays ready-made actions.",
    "text-to-motion": "Words become the motion of a skeleton.",
    "creative-lab-figure-prototype": "A picture becomes the design of a collectible figure.",
    "creative-lab-figure-build": "The design of a collectible figure becomes a model.",
    "creative-lab-vinyl-figure-prototype": "A picture becomes the design of a vinyl figure.",
    "creative-lab-vinyl-figure-build": "The design of a vinyl figure becomes a model.",
    "creative-lab-brick-figure-prototype": "A picture becomes the design of a brick figure.",
    "creative-lab-brick-figure-build": "The design of a brick figure becomes a model.",
    "creative-lab-lamp-prototype": "A picture becomes a lampshade.",
    "creative-lab-lamp-build": "The design of a lamp becomes a model.",
    "creative-lab-keychain-prototype": "A picture becomes the design of a keychain.",
    "creative-lab-keychain-build": "The design of a keychain becomes a model.",
    "creative-lab-fridge-magnet-prototype": "A picture becomes the design of a fridge magnet.",
    "creative-lab-fridge-magnet-build": "The design of a fridge magnet becomes a model.",
    "creative-lab-keycap-prototype": "A picture becomes the design of a keycap.",
    "creative-lab-keycap-build": "The design of a keycap becomes a model.",
    "creative-lab-fidget-pixel-prototype": "A picture becomes pixel art.",
    "creative-lab-fidget-pixel-build": "The design of a fidget toy of pixels becomes a model.",
    "creative-lab-fidget-collapsible": "A picture becomes a toy that collapses.",
}
"""The kinds of task, each with a sentence."""
GROUPS: dict[str, str] = {
    "creative-lab": "A picture becomes a product to print, most in two steps, a prototype and a build."
}
"""Families of kinds, whose names begin with that of the group."""
