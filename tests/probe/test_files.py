"""What goes past a socket's methods, by its descriptor, is told and counted as if it did not."""

from pathlib import Path

from connscope import events as ev
from tests.sources.watched import PROGRAMS, run, told

PROGRAM = PROGRAMS / "uses_descriptors.py"


def test_bytes_are_counted_once_and_told_with_the_programs_line(tmp_path: Path) -> None:
    ended = run(tmp_path, str(PROGRAM))
    assert (ended.stdout, ended.stderr, ended.returncode) == ("", "", 0)
    facts = told(tmp_path)
    moved = [(type(fact).__name__, fact.size) for fact in facts if isinstance(fact, ev.Sent | ev.Received)]
    assert moved == [
        ("Sent", 5),
        ("Received", 3),
        ("Received", 2),
        ("Sent", 60),
        ("Sent", 100),
        ("Sent", 0),
        ("Received", 160),
    ]
    near, far, third, fourth = (fact.conn for fact in facts if isinstance(fact, ev.Opened))
    closed = {fact.conn: fact.place[1] for fact in facts if isinstance(fact, ev.Closed)}
    lines = PROGRAM.read_text().splitlines()
    for conn, call in ((near, "os.close("), (third, "os.dup2("), (fourth, "os.closerange(")):
        assert call in lines[closed[conn] - 1]
    assert [fact.conn for fact in facts if isinstance(fact, ev.PeerFinished)] == [far]
