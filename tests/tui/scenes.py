"""The stories that are pictured, told by hand in `story.py`'s words."""

from connscope import events as ev
from connscope.events import NOWHERE, UNKNOWN
from connscope.text import visible
from tests.tui.story import CLIENTS, LISTENER, LOOP, OWN_ENDS, Story

KIB, MIB = 1 << 10, 1 << 20

HOSTILE = (
    b"\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[31mred",
    b"[/] [@click=app.quit]x[/] [bold red]",
    "\u202egnp.exe\u202c אבג e\u0301 \u200b\u2028".encode(),
    b"\x9b31m\x9d2;owned\x9c \xff\xfe\xed\xa0\xbd",
)
"""An escape to the clipboard, markup, reading order, and what no decoder likes."""


def nobody(policy: str = "echo") -> Story:
    """A server to which no client has come."""
    story = Story(policy)
    story.later(1)
    story.has_used(0.0002)
    return story


def spinning() -> Story:
    """The tutorial's server and one client that does nothing: every loop is idle."""
    story = Story("tutorial")
    story.comes()
    for tenth in range(1, 31):
        story.spins(16_800)
        story.later(0.1)
        if tenth % 5 == 0:
            story.has_used(tenth * 0.098)
    return story


def several() -> Story:
    """Clients of all kinds at an echo server."""
    story = Story()
    ours = [story.comes(ours=True) for _ in range(4)]
    slow, done, gone = story.comes(), story.comes(), story.comes()
    fill(story, slow, 9)
    story.receives(done, 18 * KIB)
    story.sends(done, 400)
    story.finds_no_room(done)
    story.hears_the_end(done)
    story.echoes(gone, 14 * MIB)
    story.is_reset(gone)
    story.closes(gone)
    for second in range(1, 5):
        story.later(1)
        for conn in ours[:3]:
            story.echoes(conn, b"Message %d from client." % second)
        story.has_used(second * 0.01)
    story.echoes(ours[3], 33 * KIB)
    story.sleeps()
    return story


def fill(story: Story, conn: int, megabytes: int) -> None:
    """A peer sends and never reads: outb goes up to the mark, and READ is off."""
    for _ in range(megabytes):
        story.echoes(conn, MIB)
    story.receives(conn, 200 * KIB)
    story.sends(conn, 4 * KIB)
    story.receives(conn, 60 * KIB)
    story.finds_no_room(conn)
    story.sleeps()


def slow_reader() -> Story:
    """One peer that does not read, beside one that does."""
    story = Story()
    reader, slow = story.comes(ours=True), story.comes(ours=True)
    story.echoes(reader, b"Message 1 from client.")
    fill(story, slow, 2)
    story.call(ev.OutbSeen, slow, "select", story.outb[slow], b"Message 1 from client." * 3)
    story.later(1)
    return story


def held() -> Story:
    """The tutorial's server held before it sends back what one of three clients said."""
    story = Story("tutorial")
    conns = [story.comes(ours=True) for _ in range(3)]
    for conn in conns:
        story.echoes(conn, b"Message 1 from client.")
    story.later(0.3)
    story.wakes((LISTENER, 1), (conns[0], 1), (conns[1], 3))
    story.call(ev.Received, conns[1], "recv", "recv", 1024, 22, 0, b"Message 2 from client.")
    story.outb[conns[1]] += 22
    story.holds("send", conns[1], 22)
    story.later(0.1)
    return story


def stepped() -> Story:
    """The same server stepped from one answer of `select()` to the next: a client comes, and nobody has said a word."""
    story = Story("tutorial")
    story.wakes((LISTENER, 1))
    story.holds("select", asked=1, after=True)
    story.goes_on()
    story.holds("accept", LISTENER, 0)
    story.goes_on()
    conn = next(story.ids)
    story.call(ev.Accepted, conn, "accept", 7, "127.0.0.1:50912", LISTENER)
    story.outb[conn] = 0
    story.holds("register", conn, 3)
    story.goes_on()
    story.call(ev.Registered, conn, "register", 3, LOOP, 0, "")
    story.holds("select")
    story.goes_on()
    story.wakes((conn, 2))
    story.holds("select", asked=1, after=True)
    return story


def half_close() -> Story:
    """The tutorial's server closes on a peer that is done, and loses what outb held for it."""
    story = Story("tutorial")
    conn = story.comes()
    story.receives(conn, 300 * KIB)
    story.sends(conn, 100 * KIB)
    story.hears_the_end(conn)
    story.closes(conn)
    story.later(1)
    return story


def a_reset() -> Story:
    """One of two clients resets; the other never knows."""
    story = Story()
    stays, goes = story.comes(ours=True), story.comes(ours=True)
    story.echoes(goes, b"and away")
    story.is_reset(goes)
    story.closes(goes)
    story.echoes(stays, b"still here")
    story.later(0.5)
    return story


def dead() -> Story:
    """The tutorial's server after a reset: all its connections ended with it."""
    story = Story("tutorial")
    story.comes(ours=True)
    goes = story.comes()
    story.echoes(goes, b"and away")
    story.is_reset(goes)
    story.dies("ConnectionResetError: [Errno 104] Connection reset by peer · servers/tutorial.py:57")
    story.later(1)
    return story


def many_closed() -> Story:
    """Thirty came and went, one stays."""
    story = Story()
    story.comes(ours=True)
    for number in range(30):
        conn = story.comes()
        story.echoes(conn, 22 * (number + 1))
        story.hears_the_end(conn)
        story.closes(conn)
    story.later(1)
    return story


def two_hundred() -> Story:
    """Two hundred clients, each with more in outb than the one before."""
    story = Story()
    for number in range(200):
        conn = story.comes()
        story.receives(conn, 700 * number + 2)
        story.sends(conn, 1)
    story.later(1)
    return story


def hostile() -> Story:
    """Every text that comes from a peer or a program, at its worst, made visible as the sources do it."""
    story = Story()
    for data in HOSTILE:
        conn = story.comes(address=visible(data, 40))
        story.echoes(conn, data)
        story.tell(ev.Printed, visible(b"echoing " + data))
    story.call(ev.Failed, conn, "recv", "recv", visible(HOSTILE[0], 20), 0)
    return story


def left_out() -> Story:
    """More happened than could be told: the exact totals came instead."""
    story = Story()
    conn = story.comes()
    story.echoes(conn, b"Message 1 from client.")
    story.later(1)
    story.tell(ev.Dropped, 184_302)
    story.tell(
        ev.Known, conn, conn + 4, "accepted", "", "127.0.0.1:50912", 1, "", "", 0, 5 * MIB, 5 * MIB, 99, 99, 3, 4
    )
    return story


def probe_failed() -> Story:
    """The program runs on unseen."""
    story = Story()
    story.echoes(story.comes(), b"Message 1 from client.")
    story.later(1)
    story.tell(ev.Retired, "TypeError: unhashable type: 'bytearray'")
    return story


def leaves(story: Story, conn: int) -> None:
    """One of our clients goes: both ends are told of."""
    story.hears_the_end(conn)
    story.closes(conn)
    story.tell(ev.Closed, conn + OWN_ENDS, CLIENTS, NOWHERE, 0, False)


def launched() -> Story:
    """Clients of all kinds, each at another point of its way."""
    story = Story()
    for msg_total in (44, 1_048_576, 44):
        client = story.launches(msg_total)
        story.connects(client)
        story.client_sends(client, msg_total)
        story.client_receives(client, msg_total)
        story.client_ends(client)
    story.client_ends(story.launches(44), "connection refused")
    reset = story.launches(4 * MIB, "half-closes")
    story.connects(reset)
    story.client_sends(reset, 400 * KIB, 4 * MIB)
    story.client_receives(reset, 100_000)
    story.client_ends(reset, "reset by the peer")
    story.later(4)
    frozen = story.launches(4 * MIB, "stops-reading")
    story.connects(frozen)
    story.client_freezes(frozen)
    story.client_sends(frozen, 300 * KIB, MIB)
    staying = story.launches(UNKNOWN)
    story.connects(staying)
    story.client_sends(staying, 22)
    story.client_receives(staying, 22)
    half = story.launches(99_000, "slow-reader")
    story.connects(half)
    story.client_sends(half, 99_000)
    story.client_receives(half, 33_000)
    ended = story.launches(UNKNOWN)
    story.connects(ended)
    story.client_sends(ended, 44)
    story.client_receives(ended, 22)
    story.client_ends(ended, "stopped: 22 of 44 bytes")
    story.launches(44)
    story.later(1)
    return story


def thousands(clients: int = 5_000) -> Story:
    """So many clients, half of them done, one in a hundred refused, the last ones on their way."""
    story = Story()
    for number in range(1, clients + 1):
        client = story.launches()
        if number % 100 == 0:
            story.client_ends(client, "connection refused")
        elif number <= clients * 9 // 10:
            story.connects(client)
            story.client_sends(client, 44)
            if number <= clients // 2:
                story.client_receives(client, 44)
                story.client_ends(client)
    return story
