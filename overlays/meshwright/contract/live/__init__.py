"""Bounded visits of a live service, without spending unless allowed, and its differences from the spec."""
