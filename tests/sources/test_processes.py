"""The processes of a run, however often one becomes another, and whatever else lies where their ring files do."""

from pathlib import Path

from connscope import events as ev
from tests.sources.gated import obeying


def test_a_program_that_becomes_another_again_and_again_is_told_of_each_time(tmp_path: Path) -> None:
    with obeying(tmp_path, records=1024, sockets=64) as guest:
        for head in (b"first", b"second", b"third", b"fourth"):
            assert guest.does(f"one.send({head!r})") == "done"
            guest.say("os.execv(sys.executable, [sys.executable, *sys.argv])")
            assert guest.answer() == "ready"
        sent = [fact for fact in guest.facts if isinstance(fact, ev.Sent)]
        assert [fact.head for fact in sent] == [b"first", b"second", b"third", b"fourth"]
        assert len({fact.conn for fact in sent}) == 4


def test_what_a_program_had_open_is_closed_when_another_takes_its_place(tmp_path: Path) -> None:
    with obeying(tmp_path, records=1024, sockets=64) as guest:
        assert guest.does("sel.register(one, selectors.EVENT_WRITE); len(sel.select())") == "done"
        guest.say("os.execv(sys.executable, [sys.executable, *sys.argv])")
        assert guest.answer() == "ready"
        conns = guest.ledger.connections.values()
        assert [(conn.role, conn.over) for conn in conns] == [
            *(("listening", True), ("connected", True), ("accepted", True)),
            *(("listening", False), ("connected", False), ("accepted", False)),
        ]
        assert [loop.ended for loop in guest.ledger.loops.values()] == [True]
