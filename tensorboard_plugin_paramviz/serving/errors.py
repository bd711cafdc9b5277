"""What can go wrong when a run is asked for something, one error per way."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_SHOWN = 200
_MOST_OFFERED = 10


class ServingError(Exception):
    """Base of them all.

    Attributes:
        code: what went wrong, in one word that programs may rely on (`http_api.md` lists them).
        argument: the argument at fault, empty where it is none.
    """

    code = "internal_error"
    argument = ""


class ArgumentError(ServingError, ValueError):
    """An argument that is missing, unknown, repeated, or whose value is not one of those expected."""

    def __init__(self, code: str, argument: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.argument = argument


class MethodError(ServingError):
    """An HTTP method other than GET and HEAD."""

    code = "method_not_allowed"


class NotFoundError(ServingError, LookupError):
    """A file of the page that does not exist."""

    code = "not_found"


class UnknownRunError(ServingError, LookupError):
    """A run that has no ParamViz data."""

    code = "unknown_run"
    argument = "run"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"no run {quoted(name)} has ParamViz data; {offer(name, known)}")


class UnknownParameterError(ServingError, LookupError):
    """A parameter that a run does not have, or of which it logs no rows."""

    code = "unknown_parameter"
    argument = "parameter"

    def __init__(self, run: str, name: str, known: Sequence[str], what: str = "parameter") -> None:
        super().__init__(f"the run {quoted(run)} logs no {what} {quoted(name)}; {offer(name, known)}")


class UnmatchedPatternError(ServingError, LookupError):
    """A pattern that fits the name of no parameter."""

    code = "unknown_parameter"
    argument = "parameters"

    def __init__(self, run: str, pattern: str, known: Sequence[str]) -> None:
        super().__init__(
            f"the run {quoted(run)} logs no parameter that fits {quoted(pattern)}; {offer(pattern, known)} "
            "('*' stands for any part of a name)"
        )


class NothingToExportError(ServingError, LookupError):
    """A kind that a run logs of none of the parameters chosen."""

    code = "nothing_to_export"
    argument = "kinds"


class ExportLimitError(ServingError, ValueError):
    """Something that a file of the wanted format cannot hold."""

    code = "export_limit"
    argument = "parameters"


class UnknownTagError(ServingError, LookupError):
    """A scalar that a run does not log."""

    code = "unknown_tag"
    argument = "tag"

    def __init__(self, run: str, name: str, known: Sequence[str]) -> None:
        super().__init__(f"the run {quoted(run)} logs no scalar {quoted(name)}; {offer(name, known)}")


class BasisError(ServingError, ValueError):
    """A basis id that this server cannot have handed out, or that belongs to another request."""

    code = "bad_basis"
    argument = "basis"


class ProjectionError(ServingError, ValueError):
    """A projection that cannot be had here, or not of these rows."""

    code = "projection_unavailable"
    argument = "projection"


class UnknownStepError(ServingError, LookupError):
    """A step that a run did not log, or at which nothing of what is asked for can be read."""

    code = "unknown_step"

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(message)
        self.argument = argument


class UnknownRowError(ServingError, LookupError):
    """A row that is not logged."""

    code = "unknown_row"
    argument = "row"


class UnmatchedRowsError(ServingError, LookupError):
    """Rows of which none is logged."""

    code = "unknown_row"
    argument = "rows"


class RowAbsentError(ServingError, ValueError):
    """A row without neighbours at a step: not finite, or, where angles count, zero."""

    code = "row_absent"
    argument = "row"


class TooLargeError(ServingError, ValueError):
    """More at once than an answer may hold."""

    code = "too_large"
    argument = "steps"


class DataUnavailableError(ServingError):
    """TensorBoard's data server does not answer just now."""

    code = "data_unavailable"


class RunPathError(ServingError, FileNotFoundError):
    """A path that does not exist."""

    code = "unknown_path"
    argument = "path"


class EmptyRunError(ServingError, ValueError):
    """A path under which no ParamViz data lies."""

    code = "empty_run"
    argument = "path"


def quoted(value: str) -> str:
    """A value for an error's text, cut to a length that can be read."""
    return repr(value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…")


def offer(name: str, known: Sequence[str]) -> str:
    """What there is instead of `name`: near matches where there are any, else the first few."""
    if not known:
        return "there is none"
    near = difflib.get_close_matches(name[:_LONGEST_SHOWN], known, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(quoted(match) for match in near)}?"
    shown = ", ".join(quoted(match) for match in known[:_MOST_OFFERED])
    rest = len(known) - _MOST_OFFERED
    return f"there are {shown}" + (f" and {rest} more" if rest > 0 else "")
