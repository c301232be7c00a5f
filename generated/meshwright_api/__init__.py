"""Request builders, models and specs, written by scripts/regenerate."""
