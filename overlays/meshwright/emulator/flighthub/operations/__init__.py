"""What the emulated FlightHub does, one module a tag of the spec, one function an operation."""
