"""A server tells the same story wherever it runs: in a thread of ours, or on its own, by file or by module."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from msgspec.structs import asdict

from connscope import events as ev
from connscope.events import ConnId, Fact
from connscope.running.command import Options, Program
from connscope.servers import tutorial
from connscope.sources import servers
from connscope.sources.program import ProgramSource

MODULE = tutorial.__name__
STORY = (ev.CallFact, ev.LoopEnded)
OF_THE_MOMENT = {"at", "fd", "thread", "address", "own", "type"}
"""Fields that differ from run to run."""


class Source(Protocol):
    def drain(self) -> list[Fact]: ...


@contextmanager
def built_in(_: Path) -> Iterator[Source]:
    source = servers.serve("tutorial", "127.0.0.1", 0)
    try:
        yield source
    finally:
        source.stop()


def run(*words: str) -> Callable[[Path], Any]:
    @contextmanager
    def running(folder: Path) -> Iterator[Source]:
        source = ProgramSource(Program(sys.executable, words), Options(), folder)
        source.start()
        try:
            yield source
        finally:
            source.stop()

    return running


WAYS = {
    "built in": built_in,
    "by file": run(str(tutorial.__file__), "127.0.0.1", "0"),
    "by module": run("-m", MODULE, "127.0.0.1", "0"),
}


def story(source: Source) -> list[Fact]:
    """What is told of a server from its first socket to the close of its first client."""
    facts: list[Fact] = []
    while not any(isinstance(fact, ev.Registered) for fact in facts):
        facts += source.drain()
    (listening,) = (fact for fact in facts if isinstance(fact, ev.Listening))
    host, _, port = listening.address.rpartition(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(b"Hello, world!")
        got = b""
        while len(got) < 13:
            got += client.recv(100)
    while not any(isinstance(fact, ev.Closed) for fact in facts):
        facts += source.drain()
    return [fact for fact in facts if isinstance(fact, STORY)]


def told(facts: list[Fact]) -> list[dict[str, Any]]:
    """The same without what differs from run to run; sockets and loops by the order in which they were met."""
    met: dict[ConnId, int] = {}
    return [
        {"kind": type(fact).__name__}
        | {
            name: met.setdefault(value, len(met)) if name in ("conn", "loop", "listener") else value
            for name, value in asdict(fact).items()
            if name not in OF_THE_MOMENT
        }
        for fact in facts
    ]


@pytest.fixture(scope="module")
def built_in_story(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    with built_in(tmp_path_factory.mktemp("run")) as source:
        return told(story(source))


@pytest.mark.parametrize("way", ["by file", "by module"])
def test_the_tutorial_s_server_tells_the_same_story(
    way: str, tmp_path: Path, built_in_story: list[dict[str, Any]]
) -> None:
    with WAYS[way](tmp_path) as source:
        assert told(story(source)) == built_in_story
