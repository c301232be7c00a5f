"""The emulated FlightHub's operations: one module per tag of the spec, one function per operation."""
