"""Messages through a store."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest
from torch._C._distributed_c10d import FileStore, HashStore, PrefixStore, Store, TCPStore

from tensorboard_plugin_paramviz.capture.sharding.mailbox import LostPeerError, Mailbox

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["in memory", "in a file", "over a socket"])
def mailbox(request: pytest.FixtureRequest, tmp_path: Path) -> Mailbox:
    store: Store
    if request.param == "in memory":
        store = HashStore()
    elif request.param == "in a file":
        store = FileStore(str(tmp_path / "store"), 1)
    else:
        store = TCPStore("127.0.0.1", 0, 1, is_master=True)
    return Mailbox(PrefixStore("default_pg", store), "paramviz/1")


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 9 << 20])
def test_a_message_of_any_size_arrives(mailbox: Mailbox, size: int) -> None:
    content = os.urandom(size)
    mailbox.put("1/piece/0", content)
    assert mailbox.has("1/piece/0")
    assert mailbox.read("1/piece/0") == content
    assert mailbox.take("1/piece/0") == content
    assert not mailbox.has("1/piece/0")


def test_a_message_that_was_taken_leaves_nothing() -> None:
    store = HashStore()
    mailbox = Mailbox(store, "paramviz/1")
    mailbox.put("1/piece/0", bytes(3 << 20))
    assert store.num_keys() == 3
    mailbox.take("1/piece/0")
    assert store.num_keys() == 0


def test_groups_do_not_read_each_others_messages() -> None:
    store = HashStore()
    Mailbox(store, "paramviz/1").put("word", b"hello")
    assert not Mailbox(store, "paramviz/2").has("word")


def test_waiting_ends_with_the_last_message(mailbox: Mailbox) -> None:
    mailbox.put("1/report/1", b"")
    late = threading.Timer(0.05, mailbox.put, ("1/report/2", b""))
    late.start()
    mailbox.wait("1/report", [1, 2], 60)
    assert mailbox.has("1/report/2")
    late.join()


def test_who_does_not_come_is_named(mailbox: Mailbox) -> None:
    mailbox.put("1/report/2", b"")
    with pytest.raises(LostPeerError, match=r"^rank 1, 3 did not come within 0.01 s: all processes .* have to call"):
        mailbox.wait("1/report", [1, 2, 3], 0.01)


def test_who_has_left_is_not_waited_for(mailbox: Mailbox) -> None:
    mailbox.leave(1, "the writer was closed")
    with pytest.raises(LostPeerError, match=r"^the writer was closed$"):
        mailbox.wait("1/report", [1], 60)


def test_what_was_sent_before_leaving_counts(mailbox: Mailbox) -> None:
    mailbox.put("1/report/1", b"")
    mailbox.leave(1, "the writer was closed")
    mailbox.wait("1/report", [1], 60)


def test_a_store_that_is_gone_is_named() -> None:
    server = TCPStore("127.0.0.1", 0, 2, is_master=True, wait_for_workers=False)
    mailbox = Mailbox(TCPStore("127.0.0.1", server.port, 2, is_master=False), "paramviz/1")
    mailbox.put("word", b"hello")
    del server
    with pytest.raises(LostPeerError, match=r"^the store that connects the processes cannot be reached any more: "):
        mailbox.wait("word", [0], 60)
