"""What several benchmarks need: made-up runs, and clients of a real TensorBoard."""
