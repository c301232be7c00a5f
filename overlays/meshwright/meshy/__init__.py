"""The Meshy client."""
