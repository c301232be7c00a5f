"""The geometry and image processing of the emulator: files in, files out, without HTTP or a clock.

The same input gives the same bytes. Needs the extra ``emulator`` (numpy, scipy, Pillow, trimesh, fast-simplification).
Every result is real, but differs from that of the paid services: they use learned models, the engine uses classical
methods.
"""
