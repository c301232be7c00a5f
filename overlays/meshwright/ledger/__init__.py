"""What was bought, written down before it is bought, and found again after a crash."""
