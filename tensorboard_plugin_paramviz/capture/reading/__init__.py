"""What must happen between two updates: from a model's tensors to numbers of our own. It leaves no trace."""
