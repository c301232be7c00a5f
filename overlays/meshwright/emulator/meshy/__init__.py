"""The emulated Meshy: its tasks and their life, its credits, its answers."""
