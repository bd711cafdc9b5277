"""What is logged of a model: what the user wants, held against the model and the bytes that a snapshot may take."""
