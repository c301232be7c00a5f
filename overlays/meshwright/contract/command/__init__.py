"""The command ``scripts/contract``: its options, its three modes, and the output of its findings."""
