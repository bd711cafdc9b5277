"""From series as they were written to a run's arrays over all its steps."""
