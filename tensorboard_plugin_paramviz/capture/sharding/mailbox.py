"""Messages between the processes of a run, through the key-value store that brought them together.

Not through collectives: a process group of one's own costs its members threads that abort the interpreter if it ends
before them, and changes the names that groups get which the training makes later. A message waits where it was put, it
is known who has sent none, and nothing is left behind in a process.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tensorboard_plugin_paramviz.capture.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from torch._C._distributed_c10d import Store

_CHUNK_BYTES = 1 << 20  # a `TCPStore` breaks its connection, and so the training, over values of more than 8 MiB
_SHORTEST_PAUSE_SECONDS = 0.0001
_LONGEST_PAUSE_SECONDS = 0.005


class LostPeerError(PermanentError):
    """A process that did not come or has left, or a store that cannot be reached: nothing more is exchanged."""


class Mailbox:
    """The messages of a group of processes.

    Args:
        store: the store of `torch.distributed`.
        prefix: what the keys of this group begin with.

    Raises:
        LostPeerError: from all methods, where the store cannot be reached.
    """

    def __init__(self, store: Store, prefix: str) -> None:
        self._store = store
        self._prefix = prefix

    def put(self, name: str, content: bytes) -> None:
        """Leave a message."""
        chunks = [content[start : start + _CHUNK_BYTES] for start in range(0, len(content), _CHUNK_BYTES)] or [b""]
        values = {self._key(name): f"{len(chunks)}\n".encode() + chunks[0]}
        values |= {self._key(name, number): chunk for number, chunk in enumerate(chunks) if number}
        with _reaching_the_store():
            for key, value in reversed(values.items()):  # last the one that others look for
                self._store.set(key, value)  # type: ignore[arg-type]  # takes bytes as well

    def has(self, name: str) -> bool:
        """Whether there is such a message."""
        with _reaching_the_store():
            return bool(self._store.check([self._key(name)]))

    def read(self, name: str) -> bytes:
        """The content of a message that is there."""
        return self._read(name)[0]

    def take(self, name: str) -> bytes:
        """Read a message that is there, and remove it."""
        content, keys = self._read(name)
        with _reaching_the_store():
            for key in keys:
                self._store.delete_key(key)
        return content

    def leave(self, rank: int, reason: str) -> None:
        """Say that a process sends no more messages."""
        self.put(f"left/{rank}", reason.encode())

    def wait(self, name: str, ranks: Iterable[int], timeout_seconds: float) -> None:
        """Wait for the messages `name/rank` of some processes.

        Raises:
            LostPeerError: one has left without sending it, or has not sent it in time.
        """
        deadline_seconds = time.monotonic() + timeout_seconds
        pause_seconds = _SHORTEST_PAUSE_SECONDS
        missing = list(ranks)
        while missing := [rank for rank in missing if not self.has(f"{name}/{rank}")]:
            for rank in missing:
                if self.has(f"left/{rank}") and not self.has(f"{name}/{rank}"):
                    raise LostPeerError(self.read(f"left/{rank}").decode())
            if time.monotonic() >= deadline_seconds:
                raise LostPeerError(
                    f"rank {', '.join(map(str, missing))} did not come within {timeout_seconds:g} s: all processes of "
                    "a sharded model have to call watch(), step() and close(), each at the same steps"
                )
            time.sleep(pause_seconds)
            pause_seconds = min(2 * pause_seconds, _LONGEST_PAUSE_SECONDS)

    def _read(self, name: str) -> tuple[bytes, list[str]]:
        """A message's content, and its keys in the store."""
        with _reaching_the_store():
            count, _, first_chunk = self._store.get(self._key(name)).partition(b"\n")
            keys = [self._key(name, number) for number in range(int(count))]
            return b"".join([first_chunk, *(self._store.get(key) for key in keys[1:])]), keys

    def _key(self, name: str, chunk: int = 0) -> str:
        return f"{self._prefix}/{name}/{chunk}"


@contextmanager
def _reaching_the_store() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:  # all of torch.distributed's are
        reason = str(error).partition("\n")[0]
        raise LostPeerError(f"the store that connects the processes cannot be reached any more: {reason}") from error
