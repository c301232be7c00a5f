"""What tests share: samples, servers that misbehave, shells, and readers of the specs and of the docs."""
