"""One call of the API: encode, pace, send, retry, read. Knows no service and no task."""
