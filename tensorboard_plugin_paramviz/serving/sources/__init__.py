"""Where series come from: TensorBoard's data provider, or event files."""
