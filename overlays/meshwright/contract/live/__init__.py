"""Visits of a live service: bounded, without spending unless told to, and what differed from the spec."""
