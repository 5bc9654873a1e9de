"""What a program starts and nobody can see is told of once, and why."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connscope import procfs
from connscope.events import Unwatched
from connscope.sources import descendants
from connscope.sources.descendants import LOOK_NS, Descendants, options
from tests.moment import moment
from tests.sources.puppet import PATIENCE_SECONDS, Puppet, puppet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


TOLD = """
import mmap, signal, subprocess
def start(*words, **env):
    it = subprocess.Popen(words, stdin=subprocess.PIPE, env=env or None)
    children.append(it.pid)
    return it.pid
def ring():
    global mapped
    with open(f"{folder}/{os.getpid()}-0.ring", "wb+") as file:
        file.truncate(100)
        mapped = mmap.mmap(file.fileno(), 100)
def fork(then=lambda: None):
    pid = os.fork()
    if not pid:
        then()
        signal.pause()
    children.append(pid)
    return pid
def orphan(setsid=os.setsid, **env):
    r, w = os.pipe()
    if not os.fork():
        setsid()
        os.dup2(w, 1)
        os.write(1, b"%d\\n" % os.spawnvpe(os.P_NOWAIT, "sleep", ["sleep", "60"], {**os.environ, **env}))
        os._exit(0)
    os.wait()
    return int(os.read(r, 20))
def lead():
    os.setsid()
    open(f"{folder}/orphan", "w").write(f"{orphan(setsid=lambda: None)}.")
def clean():
    while children:
        os.kill(children[-1], 9)
        os.waitpid(children.pop(), 0)
"""


@pytest.fixture(scope="module")
def program() -> Iterator[Puppet]:
    with puppet() as process:
        process(f"exec({TOLD!r}); children = []")
        yield process


@pytest.fixture
def family(program: Puppet, tmp_path: Path) -> Iterator[Descendants]:
    """No child is left behind by a test."""
    program(f"folder = {str(tmp_path)!r}")
    yield Descendants("puppet.py", program.pid, tmp_path)
    program("clean()")


def looks(family: Descendants, times: int = 1) -> list[Unwatched]:
    """What is told at so many looks, a second apart."""
    return [fact for _ in range(times) for fact in family.look(family.looked_at + LOOK_NS)]


def until(condition: Callable[[], object]) -> None:
    patience = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < patience, "it does not come about"
        moment()


def started(program: Puppet, *words: str) -> int:
    """A child of the program's: these words, which are there to be seen."""
    pid: int = program(f"_ = start(*{words})")
    until(lambda: procfs.words(pid) == [word.encode() for word in words])
    return pid


def test_what_is_no_python_is_told_of_once_at_the_second_look(program: Puppet, family: Descendants):
    pid = started(program, "cat", "-", "\x1b[31m")
    assert looks(family) == []
    (told,) = looks(family, 12)
    assert told == Unwatched(told.at, "puppet.py", pid, "cat - ␛[31m", "it is no Python")


def test_it_is_looked_once_a_second(family: Descendants, monkeypatch: pytest.MonkeyPatch):
    met = []
    monkeypatch.setattr(Descendants, "meet", lambda _: met.append(1))
    for now in range(0, 3 * LOOK_NS, LOOK_NS // 10):
        family.look(now)
    assert len(met) == 3


def test_a_child_with_a_ring_is_watched_and_one_with_its_parent_s_is_not(program: Puppet, family: Descendants):
    program("ring()")
    without, watched = program("_ = [fork(), fork(ring)]")
    until(lambda: f"{watched}-0.ring".encode() in procfs.maps(watched))
    (told,) = looks(family, 3)
    assert (told.pid, told.why) == (without, "it was started isolated (-IS)")


def test_one_whose_parent_is_gone_is_known_by_its_environment(program: Puppet, family: Descendants):
    stranger, its = program(f"_ = [orphan(), orphan(CONNSCOPE_RUN={str(family.run_dir)!r})]")
    until(lambda: procfs.words(its) == procfs.words(stranger) == [b"sleep", b"60"])
    try:
        assert [(fact.pid, fact.why) for fact in looks(family, 3)] == [(its, "it is no Python")]
    finally:
        os.kill(stranger, signal.SIGKILL)
        os.kill(its, signal.SIGKILL)


def test_one_that_was_met_before_it_was_what_it_is_now_is_met_again(
    program: Puppet, family: Descendants, monkeypatch: pytest.MonkeyPatch
):
    its = program(f"_ = orphan(CONNSCOPE_RUN={str(family.run_dir)!r})")
    until(lambda: procfs.words(its) == [b"sleep", b"60"])
    try:
        with monkeypatch.context() as patch:
            patch.setattr(procfs, "environment", lambda _: [])
            looks(family)
        assert its not in family.family
        looks(family)
        assert its in family.family
    finally:
        os.kill(its, signal.SIGKILL)


def test_one_whose_parent_is_gone_is_known_by_its_session(program: Puppet, family: Descendants):
    leader, left = program("_ = fork(lead)"), family.run_dir / "orphan"
    until(lambda: left.exists() and left.read_text().endswith("."))
    its = int(left.read_text()[:-1])
    try:
        assert {fact.pid for fact in looks(family, 3)} == {leader, its}
    finally:
        os.kill(its, signal.SIGKILL)


def test_who_has_ended_is_forgotten_and_never_told_of(program: Puppet, family: Descendants):
    started(program, "cat")
    looks(family)
    program("clean()")
    assert looks(family, 3) == []
    assert (set(family.family), family.told) == ({program.pid}, set())


def why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **proc: object) -> str:
    """Of a process of which `/proc` says this."""
    said: dict[str, object] = {
        "stat": procfs.Stat(b"S", 1, 1),
        "maps": b"/usr/bin/python3.11",
        "owner": os.geteuid(),
        "executable": "/usr/bin/python3.11",
        "words": [b"python", b"app.py"],
        "environment": [os.fsencode(f"CONNSCOPE_RUN={tmp_path}")],
    }
    for name, value in {**said, **proc}.items():
        monkeypatch.setattr(procfs, name, lambda _, value=value: value)
    return Descendants("app.py", 1, tmp_path).why(99)


@pytest.mark.parametrize(
    ("proc", "said"),
    [
        ({"stat": procfs.Stat(b"Z", 1, 1)}, ""),
        ({"stat": None}, ""),
        ({"owner": -5, "maps": b""}, "it belongs to another user"),
        ({"executable": "/usr/bin/ls", "maps": b"/lib/libc.so"}, "it is no Python"),
        ({"executable": "/usr/bin/python3.8"}, "it is an older Python than 3.9"),
        ({"executable": "/opt/uwsgi", "maps": b"/lib/libpython3.7m.so"}, "it is an older Python than 3.9"),
        ({"executable": "/opt/uwsgi", "maps": b"/lib/libpython3.12.so"}, "it did not load the probe"),
        ({"words": [b"python", b"-W", b"I", b"-bE", b"x.py", b"-I"]}, "it was started isolated (-E)"),
        ({"environment": [b"PATH=/bin"]}, "it has an environment of its own, without CONNSCOPE_RUN"),
        ({}, "it did not load the probe"),
    ],
)
def test_the_reason_is_the_strongest(proc: dict[str, object], said: str, monkeypatch, tmp_path: Path):
    assert why(monkeypatch, tmp_path, **proc) == said


def test_a_python_without_a_reason_is_given_time_to_begin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    family = Descendants("app.py", 1, tmp_path)
    monkeypatch.setattr(Descendants, "meet", lambda it: it.family.update({99: it.family.get(99, 0) + 1}))
    monkeypatch.setattr(procfs, "stat", lambda _: procfs.Stat(b"S", 1, 1))
    for name, value in (("maps", b"/libpython3.12.so"), ("executable", ""), ("words", [b"python", b"x.py"])):
        monkeypatch.setattr(procfs, name, lambda _, value=value: value)
    monkeypatch.setattr(Descendants, "has_run_dir", lambda *_: True)
    assert looks(family, 5) == []
    assert [fact.why for fact in looks(family, 10)] == ["it did not load the probe"]


def test_a_probe_that_could_not_begin_tells_why_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "99.why").write_bytes(b"OSError: no room")
    assert why(monkeypatch, tmp_path) == ""


@pytest.mark.parametrize(
    ("line", "letters"),
    [
        ("python -I x.py", "I"),
        ("python -Wignore -X dev -E -m http.server -I", "E"),
        ("python --help -Sc I", "S"),
        ("python - -I", ""),
        ("python -X", ""),
        ("python", ""),
    ],
)
def test_options_end_where_the_program_begins(line: str, letters: str):
    assert options(line.encode().split()) == frozenset(letters.encode())


def test_elsewhere_nothing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(descendants.sys, "platform", "darwin")
    assert Descendants("app.py", os.getpid(), tmp_path).look(LOOK_NS) == []


def test_of_a_process_that_is_no_more_nothing_is_known():
    with subprocess.Popen(["true"]) as process:
        pass
    gone = process.pid
    assert [procfs.stat(gone), procfs.maps(gone), procfs.executable(gone), procfs.owner(gone)] == [None, b"", "", -1]
    assert [procfs.words(gone), procfs.environment(gone), list(procfs.descriptors(gone))] == [[b""], [b""], []]
    assert procfs.socket_inode(gone, 0) == 0
