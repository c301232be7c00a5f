"""The emulated Meshy's operations besides tasks: one module per tag of the spec, one function per operation."""
