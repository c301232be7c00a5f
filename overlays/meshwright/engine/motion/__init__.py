"""Give a standing figure a skeleton, bind its surface to it, and move it."""
