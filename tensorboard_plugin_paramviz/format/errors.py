"""What can be wrong with a run's data, one error per way."""

from __future__ import annotations


class FormatError(ValueError):
    """Data that does not follow the run's format."""


class TagError(FormatError):
    """A tag that carries the plugin's prefix and is none of the format's tags."""


class VersionError(FormatError):
    """A format version that this reader does not know."""


class LayoutError(FormatError):
    """A layout that is absent, cannot be parsed or contradicts itself."""


class ValueShapeError(FormatError):
    """An array whose dtype or shape is not what the layout says."""


class HeaderSizeError(FormatError):
    """A header that is larger than a file of its kind may have."""
