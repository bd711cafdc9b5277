"""A training that never took place: a model whose weights move from noise to structure by formulas."""
