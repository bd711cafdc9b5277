"""What is answered, apart from HTTP: a run's arrays brought together with their analysis, and kept."""
