"""From pictures of an object to a textured mesh."""
