"""A vocabulary of any size for a simulated model."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass

from tensorboard_plugin_paramviz.capture.simulation.words import GROUPS

_GROUP_WORDS = 12  # a vocabulary has a group for each dozen of its tokens


@dataclass(frozen=True)
class Token:
    """A word with its group's number and its place in the group, from 0 to below 1."""

    word: str
    group: int
    place: float


def vocabulary(size: int) -> list[Token]:
    """Choose tokens, group by group.

    Args:
        size: number of tokens, 1 or more.

    Returns:
        Tokens with different words; where there are not enough words, they come again with a number.
    """
    groups = _distinct_words()
    available = list(itertools.accumulate(map(len, groups)))
    groups = groups[: max(size // _GROUP_WORDS, bisect.bisect_left(available, size) + 1)]
    shares = _shares([len(words) for words in groups], size)
    return [
        Token(_numbered(words, index), group, index / share)
        for group, (words, share) in enumerate(zip(groups, shares, strict=True))
        for index in range(share)
    ]


def _distinct_words() -> list[list[str]]:
    """The words of each group that no group before it has."""
    seen: set[str] = set()
    groups = []
    for group in GROUPS:
        groups.append([word for word in dict.fromkeys(group.words) if word not in seen])
        seen.update(groups[-1])
    return groups


def _shares(available: list[int], size: int) -> list[int]:
    """As equal shares as the groups allow; all of them beyond that where `size` needs more words than there are."""
    shares = [0] * len(available)
    for group in itertools.cycle(range(len(available))):
        if sum(shares) == size:
            return shares
        if shares[group] < available[group] or sum(shares) >= sum(available):
            shares[group] += 1
    raise AssertionError("a cycle does not end")


def _numbered(words: list[str], index: int) -> str:
    repetition, position = divmod(index, len(words))
    return f"{words[position]} {repetition + 1}" if repetition else words[position]
