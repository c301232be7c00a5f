"""Make a textured mesh from pictures of an object."""
