"""What ``scripts/contract`` does: its options, its three ways to run, and how it tells what it found."""
