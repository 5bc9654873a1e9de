"""What is set in place, and how it is taken off again."""

from pathlib import Path

from connscope.probe.inplace import Changes
from tests.sources.watched import run

PICKLES = """
import os, pickle, select, selectors, signal, socket
for each in (
    *(socket.socket.send, socket.socket.accept, selectors.EpollSelector.select, selectors.SelectSelector.register),
    *(select.epoll.register, os.read, select.select, signal.signal),
):
    assert pickle.loads(pickle.dumps(each)) == each, each
print(socket.socket.accept.__annotations__, socket.socket.accept.__module__)
"""


class Kind:
    def one(self):
        return "one"

    def two(self):
        return "two"

    def three(self):
        return "three"


def ours(_):
    return "ours"


def another(_):
    return "ours as well"


def last(_):
    return "ours, too"


def test_what_the_program_has_set_or_taken_off_since_then_stays_so():
    changes = Changes()
    changes.put(Kind, {"one": ours, "two": another, "three": last})
    assert Kind().one() == "ours"
    Kind.one = mine = lambda _: "mine"
    del Kind.two
    changes.undo()
    assert (Kind.one, hasattr(Kind, "two"), Kind().three()) == (mine, False, "three")


def test_wrapped_functions_are_pickled_as_what_they_stand_for(tmp_path: Path) -> None:
    ended = run(tmp_path, "-c", PICKLES)
    assert (ended.stdout, ended.stderr) == ("{} socket\n", "")
