"""Trainings that are already over: from saved checkpoints to a run."""
