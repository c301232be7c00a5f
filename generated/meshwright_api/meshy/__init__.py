"""Meshy API: operations in api/, what they send and accept in models/, the spec in spec.json."""
