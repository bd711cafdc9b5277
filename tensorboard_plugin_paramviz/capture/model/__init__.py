"""What a model consists of, and what each part of it is for: from modules and names to the words of the layout."""
