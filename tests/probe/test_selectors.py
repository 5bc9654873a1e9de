"""A probed selector answers, raises and behaves as a plain one does, of whatever kind and whatever is registered."""

import os
import selectors
import socket
from collections.abc import Callable

import pytest

from connscope.probe.attach import probed_selector
from tests.probe.witness import Seen, accepted, calls, given, records, seen

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
KINDS = [selectors.DefaultSelector, selectors.SelectSelector, selectors.PollSelector, selectors.EpollSelector]

Script = Callable[..., object]


class Connection:
    """What programs register instead of a socket."""

    def __init__(self, sock):
        self.sock = sock

    def fileno(self):
        return self.sock.fileno()


def keys(answer):
    return [(key.events, key.data, mask) for key, mask in answer]


SCRIPTS: dict[str, Script] = {
    "register": lambda sel, a: sel.register(a, READ, "data")[2:],
    "register by keyword": lambda sel, a: sel.register(fileobj=a, events=WRITE, data=None)[2:],
    "register twice": lambda sel, a: (sel.register(a, READ), sel.register(a, READ)),
    "register for nothing": lambda sel, a: sel.register(a, 0),
    "register for too much": lambda sel, a: sel.register(a, 8),
    "register a number": lambda sel, a: (sel.register(a.fileno(), WRITE, 1), keys(sel.select(1))),
    "register an object with a number": lambda sel, a: (sel.register(Connection(a), WRITE, 1), keys(sel.select(1)))[1],
    "register what is closed": lambda sel, a: (a.close(), sel.register(a, READ)),
    "register what has no number": lambda sel: sel.register("x", READ),
    "register the number of nothing": lambda sel: sel.register(999, READ),
    "modify": lambda sel, a: (sel.register(a, READ, 1), sel.modify(a, WRITE, 2)[2:], keys(sel.select(1)))[1:],
    "modify the data": lambda sel, a: (
        sel.register(a, WRITE, 1),
        sel.modify(a, WRITE, [2])[2:],
        keys(sel.select(1)),
    )[1:],
    "modify to nothing": lambda sel, a: (sel.register(a, READ), sel.modify(a, 0)),
    "modify nothing": lambda sel, a: sel.modify(a, READ),
    "unregister": lambda sel, a: (sel.register(a, READ, 7), sel.unregister(a)[2:], len(sel.get_map()))[1:],
    "unregister twice": lambda sel, a: (sel.register(a, READ), sel.unregister(a), sel.unregister(a)),
    "unregister what was closed": lambda sel, a: (sel.register(a, READ, 7), a.close(), sel.unregister(a)[2:])[2],
    "keys": lambda sel, a: (
        sel.register(a, READ, 7),
        sel.get_key(a).data,
        sel.get_map()[a].data,
        len(sel.get_map()),
    )[1:],
    "the key of nothing": lambda sel, a: sel.get_key(a),
    "select at once": lambda sel, a: (sel.register(a, READ), sel.select(0), sel.select(-1), sel.select(timeout=0))[1:],
    "select with nothing": lambda sel: (sel.select(0), sel.select(0.001)),
    "select until text": lambda sel: sel.select("x"),
    "select for ever and a day": lambda sel: sel.select(float("inf")),
    "select until no number": lambda sel: sel.select(float("nan")),
    "both ends": lambda sel, a, b: (sel.register(a, WRITE, 1), sel.register(b, WRITE, 2), sorted(keys(sel.select(1))))[
        2
    ],
    "with": lambda sel: (sel.__enter__() is sel, sel.__exit__(), sel.get_map()),
    "close twice": lambda sel: (sel.close(), sel.close()),
    "register when closed": lambda sel, a: (sel.close(), sel.register(a, READ)),
    "get_key when closed": lambda sel, a: (sel.close(), sel.get_key(a)),
}


def outcome(script: Script, kind, new_socket) -> object:
    """What the script answers; of an exception, its type."""
    conn, peer = accepted(new_socket)
    with kind() as sel, conn, peer:
        try:
            return given(script, sel, conn, peer)
        except Exception as error:
            return type(error)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_call_goes_as_it_does_on_a_plain_selector(probe, new_socket, name, kind):
    plain = outcome(SCRIPTS[name], kind, socket.socket)
    probed = outcome(SCRIPTS[name], probed_selector(probe, kind), new_socket)
    assert without_numbers(probed) == without_numbers(plain)


def without_numbers(outcome: object) -> object:
    """Descriptors differ from run to run."""
    if isinstance(outcome, tuple):
        return tuple("key" if isinstance(each, selectors.SelectorKey) else each for each in outcome)
    return outcome


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_selector_tells_the_same(probe, ends, kind):
    conn, _ = ends
    with probed_selector(probe, kind)() as sel:
        loop = sel.loop.conn
        sel.register(conn, READ, None)
        sel.modify(conn, WRITE, None)
        sel.select()
        sel.unregister(conn)
    assert seen(probe) == [
        Seen("REGISTER", 2, loop, READ),
        Seen("MODIFY", 2, loop, WRITE),
        Seen("SELECT", loop, -1, 1, outb=0, head=[2 << 2 | WRITE]),
        Seen("UNREGISTER", 2, loop, 0),
        Seen("CLOSE_SELECTOR", loop),
    ]


def test_a_socket_is_known_by_whatever_object_it_is_registered(probe, ends, sel):
    conn, _ = ends
    for fileobj in (conn, conn.fileno(), Connection(conn)):
        sel.register(fileobj, READ)
        sel.unregister(fileobj)
    assert [each.conn for each in seen(probe)] == [2] * 6
    assert probe.rows[2].ended == ""


def test_files_that_are_not_probed_get_a_row_while_they_are_registered(probe, sel, closing):
    loop = sel.loop.conn
    reader, writer = os.pipe()
    ours, theirs = socket.socketpair()
    closing.enter_context(ours)
    closing.enter_context(theirs)
    closing.callback(os.close, reader)
    closing.callback(os.close, writer)
    for fileobj in (ours, reader):
        sel.register(fileobj, READ)
    assert [row.role for row in probe.rows.values()] == ["pair", "other"]
    sel.modify(ours, WRITE)
    sel.unregister(ours)
    sel.close()
    assert seen(probe) == [
        Seen("REGISTER", 2, loop, READ, head=b"pair"),
        Seen("REGISTER", 3, loop, READ, head=b"other"),
        Seen("MODIFY", 2, loop, WRITE, head=b"pair"),
        Seen("UNREGISTER", 2, loop, 0, head=b"pair"),
        Seen("CLOSE_SELECTOR", loop),
    ]
    assert not probe.rows


def test_a_socket_closed_while_registered_is_unregistered_later_and_told_so(probe, ends, sel):
    conn, _ = ends
    sel.register(conn, READ, {"outb": b"123"})
    fd = conn.fileno()
    conn.close()
    sel.unregister(conn)
    assert seen(probe)[1:] == [Seen("CLOSE", 2, 0, fd, outb=3), Seen("UNREGISTER", 2, sel.loop.conn)]


def test_a_modify_that_fails_half_way_is_an_unregister(probe, ends):
    conn, _ = ends
    with probed_selector(probe, selectors.SelectSelector)() as sel:
        sel.register(conn, READ)
        with pytest.raises(ValueError, match="Invalid events"):
            sel.modify(conn, 0)
        assert len(sel.get_map()) == 0
    assert calls(probe) == ["REGISTER", "UNREGISTER", "CLOSE_SELECTOR"]


def test_the_selector_that_a_program_derives_from_ours_works(probe, ends):
    class Mine(probed_selector(probe)):
        def register(self, fileobj, events, data=None):
            return super().register(fileobj, events, ("mine", data))

    conn, _ = ends
    with Mine() as sel:
        sel.register(conn, WRITE, 5)
        [(key, _)] = sel.select()
        assert key.data == ("mine", 5)
    assert calls(probe) == ["REGISTER", "SELECT", "CLOSE_SELECTOR"]


def test_an_answer_to_something_registered_behind_our_back_is_told_as_nobodys(probe, ends, sel):
    conn, _ = ends
    selectors.DefaultSelector.register(sel, conn, WRITE)
    assert len(sel.select()) == 1
    assert [each["head"] for each in records(probe)] == [[WRITE]]


def test_a_selector_is_called_what_a_plain_one_is(probe, sel):
    assert type(sel).__name__ == selectors.DefaultSelector.__name__
    assert type(sel).select.__qualname__ == f"{selectors.DefaultSelector.__name__}.select"
