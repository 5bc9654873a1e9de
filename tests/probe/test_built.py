"""The module in C: built where there is a compiler, done without where there is none, and nothing of it leaks."""

import gc
import importlib.util
import socket
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from connscope.probe.accelerated import PYTHON_ONLY, in_c, taken, unpacked
from connscope.probe.core import Probe

BUILD = Path(__file__).parents[2] / "connscope" / "probe" / "c" / "build.py"

needs_it = pytest.mark.skipif(not in_c(), reason="not built: there is no compiler")


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """What hatchling runs, found as it finds it."""
    spec = importlib.util.spec_from_file_location("build_of_fast", BUILD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_it
def test_it_is_built_where_there_is_a_compiler(build: Any, tmp_path: Path):
    assert build.compiled(tmp_path / "_fast.so") == ""
    spec = importlib.util.spec_from_file_location("_fast", tmp_path / "_fast.so")
    assert spec is not None
    assert importlib.util.module_from_spec(spec).__name__ == "_fast"


BROKEN = {"no-such-compiler": "No such file", "false": "false ended with 1", f"{sys.executable} -c 1/0": "Traceback"}


@pytest.mark.parametrize("compiler", BROKEN)
def test_where_there_is_none_a_line_says_why_and_no_older_one_stays(build: Any, tmp_path: Path, compiler: str):
    older = tmp_path / "_fast.so"
    older.write_bytes(b"of another day")
    said = build.compiled(older, compiler)
    assert BROKEN[compiler] in said
    assert len(said.splitlines()) == 1
    assert not older.exists()


def test_who_wants_it_in_python_has_it_in_python(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(PYTHON_ONLY, "1")
    assert not in_c()


@needs_it
@pytest.mark.parametrize("whole", [b"", b"short", (1, 2), bytearray(100), None])
def test_what_is_no_packed_record_is_refused(whole: Any):
    with pytest.raises(ValueError, match="no packed record"):
        unpacked(whole)


@needs_it
@pytest.mark.parametrize("args", [(), (0, 14, False), ("recv",) * 17])
def test_what_is_no_socket_class_is_refused(args: Any):
    from connscope.probe import _fast

    with pytest.raises(TypeError):
        _fast.Transfer(*args)


def test_a_thousand_calls_leave_nothing_behind(probe: Probe, ends: Any, either: str):
    conn, peer = ends
    conn.row.hold(None, SimpleNamespace(outb=bytearray(b"owed")))
    conn.setblocking(False)
    room, view = bytearray(100), memoryview(bytearray(100))

    def once() -> None:
        peer.sendall(b"x" * 30)
        conn.recv(10)
        conn.recv_into(room)
        for refused in (lambda: conn.recv(10), lambda: conn.recv_into(view)):
            with pytest.raises(BlockingIOError):
                refused()
        conn.send(b"y" * 70)
        conn.send(view)
        peer.recv(200)
        taken(probe.channel)

    once()
    before = counted()
    for _ in range(1_000):
        once()
    assert abs(counted() - before) < 50


def counted() -> int:
    """Blocks of memory that Python has given out."""
    gc.collect()
    return sys.getallocatedblocks()


@needs_it
def test_a_class_of_sockets_goes_when_nobody_has_it(either: str):
    from weakref import ref

    from connscope.probe.attach import probed_socket

    kind: type[socket.socket] | None = probed_socket(Probe())
    gone = ref(kind)
    kind = None
    gc.collect()
    assert gone() is None
