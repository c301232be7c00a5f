"""Photos from the air of a synthetic terrain: the world, the camera, and what a drone writes into its files."""
