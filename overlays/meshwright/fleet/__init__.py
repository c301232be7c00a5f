"""Batches: many purchases that survive crashes, on one machine or on several."""
