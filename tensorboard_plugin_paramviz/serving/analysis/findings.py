"""What an analysis claims, with the numbers that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Evidence: TypeAlias = "float | int | str | bool | Sequence[Evidence] | Mapping[str, Evidence] | None"


@dataclass(frozen=True)
class Finding:
    """A phase of a training, or an event in it.

    Attributes:
        name: what it is, out of a closed list.
        first_step: the step at which it begins.
        last_step: the step at which it ends; `first_step` for something that happens once.
        sentence: the claim in one plain sentence.
        evidence: the numbers that the claim rests on, each under a name that says what it is.
        parameters: the parameters that it concerns; none where it is the whole model.
    """

    name: str
    first_step: int
    last_step: int
    sentence: str
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
