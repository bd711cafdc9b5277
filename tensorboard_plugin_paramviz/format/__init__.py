"""The ground that both wings share: what a snapshot is, and how it lies in an event file."""
