"""Clusters of rows: dense places of a cloud, apart from each other by more than chance."""
