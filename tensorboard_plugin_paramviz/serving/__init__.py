"""The wing of TensorBoard's process: from event files to the answers that the tab draws."""
