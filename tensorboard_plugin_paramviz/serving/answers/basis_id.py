"""The name of a basis: what it was fitted on, such that it can be fitted again after a restart.

To clients it is opaque: JSON, compressed, in the letters of a URL. Whatever comes back is checked like any other input.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from typing import Any, Literal, get_args

from tensorboard_plugin_paramviz.serving.errors import BasisError

Projection = Literal["pca", "final", "first", "umap"]
PROJECTIONS: tuple[Projection, ...] = get_args(Projection)

_LONGEST_ID = 16_384
_LONGEST_JSON_BYTES = 65_536
_LARGEST_STEP = 2**63 - 1


@dataclass(frozen=True)
class FitRecipe:
    """What a basis is fitted on.

    Attributes:
        projection: how.
        parameter: the rows of which parameter.
        runs: the name of each run, and the last of its steps that counts.
        digest: changes with the segments, steps and rows that are fitted on.
        align: whether runs are turned onto the first one.
    """

    projection: Projection
    parameter: str
    runs: tuple[tuple[str, int], ...]
    digest: str
    align: bool = True


def recipe_to_id(recipe: FitRecipe) -> str:
    """Name the basis that a recipe gives."""
    fields = [recipe.projection, recipe.parameter, recipe.runs, recipe.digest, recipe.align]
    text = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def recipe_from_id(basis: str) -> FitRecipe:
    """Read the name of a basis.

    Raises:
        BasisError: `recipe_to_id` cannot have made it.
    """
    fields = _fields(basis)
    match fields:
        case [str(projection), str(parameter), [*runs], str(digest), bool(align)]:
            known = next((name for name in PROJECTIONS if name == projection), None)
            pairs = tuple(_run(run) for run in runs)
            if known is not None and pairs:
                return FitRecipe(known, parameter, pairs, digest, align)
    raise _nonsense()


def _fields(basis: str) -> Any:  # noqa: ANN401  # JSON
    if len(basis) > _LONGEST_ID:
        raise BasisError(f"found {len(basis)} characters, expected at most {_LONGEST_ID}")
    try:
        packed = base64.b64decode(basis + "=" * (-len(basis) % 4), altchars=b"-_", validate=True)
        unpack = zlib.decompressobj()
        text = unpack.decompress(packed, _LONGEST_JSON_BYTES)  # a bound: a few bytes may claim gigabytes
        if not unpack.eof or unpack.unused_data:
            raise _nonsense()
        return json.loads(text)
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise _nonsense() from error


def _run(fields: object) -> tuple[str, int]:
    match fields:
        case [str(name), int(step)] if not isinstance(step, bool) and abs(step) <= _LARGEST_STEP:
            return name, step
    raise _nonsense()


def _nonsense() -> BasisError:
    return BasisError("this is no basis of this server's; leave the argument out to have one fitted")
