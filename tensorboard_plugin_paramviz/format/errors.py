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


class RecordError(FormatError):
    """A record of an event file that is damaged or not complete, and ends what can be read of the file.

    Args:
        offset_bytes: where the record begins.
        fault: what is wrong with it, as the rest of a sentence.
        left_bytes: how much of the file is not read for it.
    """

    def __init__(self, offset_bytes: int, fault: str, left_bytes: int) -> None:
        super().__init__(
            f"the record at byte {offset_bytes} {fault}; the last {left_bytes} bytes of the file are left out"
        )
        self.offset_bytes = offset_bytes
