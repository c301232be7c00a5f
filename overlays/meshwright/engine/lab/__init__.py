"""The printable products of Meshy's Creative Lab, each one function from a picture and options to files."""
