"""The emulated Meshy: its tasks and their life cycle, its credits, its answers."""
