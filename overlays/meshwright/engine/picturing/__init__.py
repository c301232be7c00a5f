"""Draw pictures after words, and after other pictures."""
