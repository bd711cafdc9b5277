"""What happens beside the training: from numbers to codes, segments and records in an event file."""
