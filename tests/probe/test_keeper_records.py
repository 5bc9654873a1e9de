"""What the keeper writes: where a thread was held, what the program had registered there, and that it went on."""

from types import SimpleNamespace

from connscope.probe import records as r
from tests.probe.stops import Program, standing
from tests.probe.witness import Seen, seen

READ = 1


def test_a_held_call_tells_what_is_registered_then_where_it_is_then_that_it_goes_on_and_what_came_of_it(
    probe, keeper, ends, sel
):
    conn, peer = ends
    sel.register(conn, READ, SimpleNamespace(addr=("127.0.0.1", 7), inb=b"", outb=bytearray(b"owed"), other=object()))
    seen(probe)
    keeper.hold()
    program = Program(keeper, lambda: conn.send(b"hello"))
    program.until(lambda: standing(keeper))
    keeper.go()
    program.thread.join()
    assert peer.recv(5) == b"hello"
    number = conn.row.conn
    assert seen(probe) == [
        Seen("OUTB", number, 0, 4, outb=4, head=b"owed"),
        Seen("DATA", number, 0, -1, head=b"addr\0('127.0.0.1', 7)"),
        Seen("DATA", number, 0, 0, head=b"inb\0"),
        Seen("DATA", number, 0, 4, head=b"outb\0owed"),
        Seen("DATA", number, 0, -1, head=b"other\0<object>"),
        Seen("HELD", number, 5, r.SEND, outb=4, head=b"hello"),
        Seen("RELEASED", 0),
        Seen("SEND", number, 5, 5, outb=4, head=b"hello"),
    ]


def test_a_select_that_is_held_tells_what_is_registered_with_the_socket_of_the_call_before(probe, keeper, ends, sel):
    conn, _ = ends
    data = SimpleNamespace(outb=bytearray())
    sel.register(conn, READ, data)
    seen(probe)

    def serve():
        conn.send(b"x")
        data.outb += b"owed"
        sel.select(0)

    keeper.hold()
    program = Program(keeper, serve)
    assert program.stop().call == "SEND"
    assert program.step().call == "SELECT"
    program.step()
    looked = [each for each in program.told if each["call"] == r.OUTB]
    assert [(each["conn"], each["result"]) for each in looked] == [(conn.row.conn, 0), (conn.row.conn, 4)]
    program.end()
