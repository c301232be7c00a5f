"""3D printing: measure a model, repair it, split it into parts, and colour it for filaments."""
