"""Geometry and pictures behind the emulator: files in, files out; no HTTP, no clock.

The same input gives the same bytes. Needs the extra ``emulator`` (numpy, scipy, Pillow, trimesh, fast-simplification).
Every result is real, none is what the paid services would have made: their models are learned, these methods are
classical.
"""
