"""A selection of a run as a file: CSV, JSON, NPZ or safetensors, made piece by piece."""
