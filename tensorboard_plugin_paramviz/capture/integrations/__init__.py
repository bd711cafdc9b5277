"""Callbacks for trainers that keep the training loop to themselves.

One module per library, each imported by its users alone: the libraries are heavy, and nobody needs more than one.
"""

from __future__ import annotations


class MissingTrainerError(ImportError):
    """The library whose trainer is to be watched is not installed, or cannot be imported."""
