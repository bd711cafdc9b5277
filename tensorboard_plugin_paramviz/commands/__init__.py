"""The commands of `paramviz`, a module each: its arguments, and what it prints. The work itself is done elsewhere."""
