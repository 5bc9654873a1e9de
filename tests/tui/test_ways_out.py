"""Every way out leaves the terminal as it was, in time, with the exit code that is meant; and Ctrl-Z comes back.

What is tried once here, and the rest, `python -m tests.bench.ways_out` tries a hundred times.
"""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyte
import pytest

from tests.tui.faulty import FAULTY, OWNED
from tests.tui.terminal import CONNSCOPE, ITS_OWN, PLAIN_CONNSCOPE, Terminal, terminal
from tests.tui.ways_out import CTRL_Z, ESC_OF, IN_A_JOB, WAYS, Left, job, left_by, suspended

TRIED = (
    "ctrl+q with the palette open", "ctrl+q after what is no text", "SIGINT", "SIGTERM as the screen goes up",
    "SIGTERM in a handler without end", "SIGTERM while stopped", "SIGTERM, nobody reads", "q after the server died",
    "terminal gone, not told", "q while held",
)  # fmt: skip
"""One of each kind."""
Exits = dict[str, Future[tuple[Left, float]]]
Pictures = tuple[list[str], list[str]]
"""What came back, and the same drawn anew."""
AT_A_TIME = 4
"""They mostly wait."""
NO_AGES = (100, 30)
"""Where there is no room for what changes every second."""


@pytest.fixture(scope="module")
def several() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_A_TIME) as executor:
        yield executor


@pytest.fixture(scope="module")
def pictures(several: ThreadPoolExecutor) -> dict[str, Future[Pictures]]:
    return {"thawed": several.submit(thawed), "continued": several.submit(continued)}


@pytest.fixture(scope="module")
def exits(several: ThreadPoolExecutor, pictures: object, tmp_path_factory: pytest.TempPathFactory) -> Exits:
    state = str(tmp_path_factory.mktemp("state"))
    return {name: several.submit(left_by, WAYS[name], state) for name in TRIED}


@pytest.mark.parametrize("name", TRIED)
def test_a_way_out_leaves_nothing_behind(name: str, exits: Exits) -> None:
    assert exits[name].result()[0] == Left(WAYS[name].code)


@contextmanager
def opened(
    *arguments: str, program: str = CONNSCOPE, size: tuple[int, int] = (80, 24), state: str = ""
) -> Iterator[Terminal]:
    """connscope, once its first screen is there."""
    with terminal(*arguments, "--port", "0", program=program, size=size, XDG_STATE_HOME=state) as it:
        it.until(lambda: "asleep in select()" in it.words() and "q quit" in it.words())
        yield it


def drawn_since(it: Terminal, start: int, size: tuple[int, int]) -> list[str]:
    """The picture that an empty screen shows of what was written since."""
    screen = pyte.Screen(*size)
    pyte.ByteStream(screen).feed(bytes(it.raw[start:]))
    return list(screen.display)


def drawn_anew(it: Terminal, pid: int) -> list[str]:
    """The picture after it was told to draw all of it again."""
    start = len(it.raw)
    os.kill(pid, signal.SIGCONT)
    still(it)
    return drawn_since(it, start, NO_AGES)


def still(it: Terminal) -> None:
    """Read until nothing new has come for a while."""
    it.until(lambda: not it.read(0.6))


def test_a_crash_is_one_sentence_and_a_report_and_says_no_byte_of_a_peer(tmp_path: Path) -> None:
    with opened(program=ITS_OWN + FAULTY, state=str(tmp_path)) as it:
        it.type("\x1b" + ESC_OF["f7"])
        assert it.end() == 1
        (report,) = (tmp_path / "connscope").iterdir()
        said = it.words().replace(OWNED, "").rpartition("connscope: ")[2]
        assert said == f"it crashed: MarkupError · the report is in {report}\r\n"
        assert it.is_as_before()
        assert "owned" not in report.read_text()
        assert OWNED.encode() not in it.raw


def continued() -> Pictures:
    """After Ctrl-Z, a new size and `fg`."""
    with opened(PLAIN_CONNSCOPE, program=IN_A_JOB) as it:
        suspended(it)
        assert it.is_as_before()
        it.resize(*NO_AGES)
        start = len(it.raw)
        it.type("fg\n")
        still(it)
        return drawn_since(it, start, NO_AGES), drawn_anew(it, job(it))


def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_the_screen_back_in_its_new_size(
    pictures: dict[str, Future[Pictures]],
) -> None:
    came_back, anew = pictures["continued"].result()
    assert came_back == anew
    assert "q quit" in came_back[-1]


def test_ctrl_z_without_a_shell_only_says_so() -> None:
    with opened() as it:
        it.type(CTRL_Z)
        it.until_shown("no shell to go back to")


def thawed() -> Pictures:
    """After a time in which nobody has read the terminal."""
    with opened("--policy", "tutorial", size=NO_AGES) as it:
        with it.connected():
            it.until_unread_stays()
        start = it.raw.index(b"\x1b[?1049h")
        still(it)
        return drawn_since(it, start, NO_AGES), drawn_anew(it, it.process.pid)


def test_after_nobody_has_read_it_the_picture_is_right_again(pictures: dict[str, Future[Pictures]]) -> None:
    came_back, anew = pictures["thawed"].result()
    assert came_back == anew
    assert "q quit" in came_back[-1]
