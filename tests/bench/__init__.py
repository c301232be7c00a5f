"""What things cost: ours, the peers and the physical limit, measured in turns. ``scripts/bench --help`` says how."""
