"""The wing of the training process: from an `nn.Module` to snapshots in an event file. Only here is torch imported."""
