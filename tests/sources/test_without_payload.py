"""With `--no-payload` none of a program's bytes leaves it, by whatever call they go and wherever they wait."""

from pathlib import Path

from connscope import events as ev
from tests.sources.watched import PROGRAMS, run, sources

MOVING = """
import asyncio, os, selectors, socket
from _connscope_probe import guest
from types import SimpleNamespace

word = bytes(range(65, 75))
one, other = socket.socketpair()
one.send(word), other.recv(100)
one.sendall(word), other.recv(100, socket.MSG_PEEK), other.recvfrom(100)
one.sendmsg([word]), other.recvmsg(100)
one.send(word, socket.MSG_DONTWAIT), other.recv_into(bytearray(100))
os.write(one.fileno(), word), other.recvmsg_into([bytearray(100)])
os.writev(one.fileno(), [word]), os.read(other.fileno(), 100)
one.send(memoryview(word)), other.recvfrom_into(bytearray(8)), other.recv(2)

with selectors.DefaultSelector() as sel:
    held = SimpleNamespace(outb=word, text=word.decode(), number=7, pair=(word.decode(), 1))
    one.setblocking(False)
    sel.register(one, selectors.EVENT_READ, held)
    guest.HERE.probe.look(guest.HERE.probe.by_fd[one.fileno()].conn, True)
    one.send(word * 1_000_000)

async def main():
    here, there = socket.socketpair()
    _, writer = await asyncio.open_connection(sock=here)
    writer.write(word * 1_000_000)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    guest.HERE.probe.look(guest.HERE.probe.by_fd[here.fileno()].conn, True)
    writer.transport.abort()
    there.close()

asyncio.run(main())
one.close(), other.close()
"""
WORDS = (bytes(range(65, 73)), b"hello", b"the end")


def test_no_byte_is_in_the_ring_file_and_each_is_counted(tmp_path: Path) -> None:
    ended = run(tmp_path, "-c", MOVING, payload=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    (source,) = sources(tmp_path)
    facts = source.drain()
    assert sum(fact.size for fact in facts if isinstance(fact, ev.Received)) == 70
    told = {(fact.name, fact.size, fact.text) for fact in facts if isinstance(fact, ev.DataSeen)}
    assert told >= {
        ("outb", 10, ""),
        ("text", -1, ""),
        ("number", -1, "7"),
        ("pair", -1, ""),
        ("paused", -1, "writing"),
    }
    assert max(fact.size for fact in facts if isinstance(fact, ev.OutbSeen)) > 1_000_000
    assert [word for word in WORDS if word in source.ring.memory[source.ring.at.records :]] == []
    source.stop()


def test_nor_is_what_was_encrypted(tmp_path: Path) -> None:
    ended = run(tmp_path, str(PROGRAMS / "speaks_tls.py"), payload=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    (source,) = sources(tmp_path)
    assert {5, 7, 10} <= {fact.size for fact in source.drain() if isinstance(fact, ev.Received | ev.Sent)}
    assert [word for word in WORDS if word in source.ring.memory[source.ring.at.records :]] == []
    source.stop()
