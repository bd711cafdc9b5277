"""The event file that follows another one of the same writer's."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from tensorboard.compat.proto import event_pb2

_FILE_NAME = re.compile(r"(?P<start>.*events\.out\.tfevents\.)(?P<seconds>\d+)(?P<end>\..*)", re.DOTALL)


@dataclass(frozen=True)
class Successor:
    """How an event file is named, and begins.

    Attributes:
        file_name: its path or address.
        first_record: the version of event files, serialized.
    """

    file_name: str
    first_record: bytes

    @classmethod
    def of(cls, file_name: str) -> Successor:
        """The successor of a file, at the present time.

        Raises:
            ValueError: `file_name` is not named like an event file.
        """
        now_seconds = time.time()
        version = event_pb2.Event(
            wall_time=now_seconds,
            file_version="brain.Event:2",
            source_metadata=event_pb2.SourceMetadata(writer="tensorboard.summary.writer.event_file_writer"),
        )
        return cls(successor_name(file_name, now_seconds), version.SerializeToString())


def successor_name(file_name: str, now_seconds: float) -> str:
    """The name of an event file that follows another one.

    Args:
        file_name: the former file, `…events.out.tfevents.<seconds>.<host>.<process>.<number><suffix>`.
        now_seconds: the time since 1970.

    Returns:
        The same name at the present time, or a second later than the former: it sorts after it in any case.

    Raises:
        ValueError: `file_name` is no such name.
    """
    parts = _FILE_NAME.fullmatch(file_name)
    if parts is None:
        raise ValueError(f"{file_name!r} is not named like an event file, events.out.tfevents.<seconds>.…")
    seconds = max(int(now_seconds), int(parts["seconds"]) + 1)
    return f"{parts['start']}{seconds:010d}{parts['end']}"
