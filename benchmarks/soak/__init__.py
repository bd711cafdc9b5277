"""Hours of real training that a real page follows: whether anything grows, slows down or gets lost."""
