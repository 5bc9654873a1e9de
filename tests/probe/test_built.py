"""The module in C: built where there is a compiler, done without where there is none, and nothing of it leaks."""

import importlib.util
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from connscope.probe.accelerated import PYTHON_ONLY, in_c, unpacked

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
@pytest.mark.parametrize(
    "args", [(), (0, 14, False), ("recv",) * 7, (0, 14, False, int, int, int, ()), (0, 99, *(str,) * 5)]
)
def test_what_is_no_socket_class_is_refused(args: Any):
    from connscope.probe import _fast

    with pytest.raises(TypeError):
        _fast.Transfer(*args)


@needs_it
def test_one_of_another_form_is_left_out():
    words = (
        "from connscope.probe import _fast as c; c.FORM += 1; import connscope.probe.accelerated as a; print(a.in_c())"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout == "False\n"


def test_what_somebody_put_in_the_place_of_a_call_is_called_from_python(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket.socket, "recv", lambda *_: b"of somebody's", raising=False)
    assert not in_c()


def test_where_nothing_can_be_written_nothing_is_built(build: Any, tmp_path: Path):
    assert build.compiled(tmp_path / "no such folder" / "_fast.so") != ""
