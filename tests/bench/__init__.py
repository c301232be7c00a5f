"""Benchmarks of our code, the peers and the physical limit, measured in turns; see ``scripts/bench --help``."""
