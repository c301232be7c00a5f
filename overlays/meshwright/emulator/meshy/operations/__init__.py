"""What the emulated Meshy does beside tasks, one module a tag of the spec, one function an operation."""
