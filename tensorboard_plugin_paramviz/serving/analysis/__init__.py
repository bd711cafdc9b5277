"""What is computed from snapshots: pure functions over numpy arrays, apart from HTTP and files."""
