"""What all that can be wrong with a release has in common."""

from __future__ import annotations


class ReleaseError(Exception):
    """Something must be mended before a release: the text says what was found, what was expected and what to do."""
