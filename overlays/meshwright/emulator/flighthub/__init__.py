"""The emulated FlightHub 2: open modeling with its object store, its quota and its error codes."""
