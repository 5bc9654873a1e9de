"""The ring file: how a probe in another process lays down in shared memory what it sees, for whoever maps the file.

Numbers are as the machine has them: nobody else reads the file, and to pack them so is the fastest. The file begins
with a header and the gate's bytes, then come what is wished of the gate, tables of fixed rows (threads, loops, sockets,
and what each thread did with each socket), names, and the ring of records. A writer never waits and never asks whether
anybody reads. A reader copies first and then looks whether what it copied is whole: a record has its number at head and
tail, a row's number is odd while it is being written.

    header   magic, version, size of a record, pid, n, state, started (monotonic ns), number of the first record,
             records and sockets there is room for, parent's pid and thread, names so far in bytes, rows that found no
             room, the failure's text, the command line
    wish     length, then JSON: see `wished.py`
    thread   number, index, call that it waits in, ident, native id, its socket, since (ns), bytes that went in and out
             by sockets that are gone, name
    loop     number, kind, thread, conn, loops, idle, asleep since (ns), timeout, awake since (ns), place
    socket   number, conn, fd, role, ended, watch, flags, errno, outb, listener, made at, made (place), injected,
             family, kind, thread, own > peer
    tally    conn, thread, then seq, bytes, calls of what came in, the same of what went out, and what is rare
    name     length, kind, number, then the text
    record   number, at, conn, place, asked, result, took, outb, word, head, number again; what each means stands in
             `records.py`. The number counts the records of all threads, and is the record's seq. The word is
             call | thread << 16 | errno << 32 | length of the head << 48

A record's `head` holds 64 bytes; the answer of `select()` that has more entries than fit is written in several records,
the first ones of the kind `MORE`. Version 1.
"""

from __future__ import annotations

from struct import Struct

from .typed import NamedTuple

MAGIC, VERSION = b"connscop", 1

PAGE = 4096
HEADER = Struct("@8sHHIIIQQIIQQII200s400s")
STATE, NAMES_END, NO_ROOM, FAILURE = 20, 64, 68, 72
"""Where in the header those stand that change."""

OPENING, ON, RETIRED, ENDED, CLOSING = range(5)
"""States of a probe: it has not begun yet, watches, has failed, its program is over, its program is about to be."""

GATE_AT, GATE_SIZE = 1024, 64
"""A byte for each kind of call, by its number; 1: stop."""
ASKED_AT = GATE_AT + GATE_SIZE
DEAF, ASKABLE, WOKEN = range(3)
"""A byte: whether the process answers to SIGURG with what its loops are at; it may do so, and what the program has set
up to be woken by signals is woken as well."""
WISH_AT = 2048
"""Which wish it is that holds, counted from 1; four bytes."""
WISHES_AT, WISH_SIZE = PAGE, 32_768
"""What is wished of the gate, twice: the wish that holds is written where its number, odd or even, says, and the next
one at the other place."""
WISH = Struct("@I")
"""So many bytes of JSON follow."""

THREAD = Struct("@IHHQQQQQQ48s")
THREADS, THREAD_SIZE = 512, 128
LOOP = Struct("@IHHQQQQqQQ")
LOOPS, LOOP_SIZE = 1024, 96
SLEEP, SLEEP_AT = Struct("@QqQ"), 32
"""What of a loop is written before each `select()`, and where it stands: asleep since, timeout, awake since."""
WAKE, WAKE_AT = Struct("@QQ16xQ"), 16
"""And after it: loops, idle, nothing, awake since."""
WAIT, WAIT_AT, WAIT_CALL_AT = Struct("@QQ"), 24, 6
"""What of a thread is written at a call that waits: its socket, and since when; the call itself stands elsewhere."""
SOCKET = Struct("@IiQBBBBiqQQQQHHI128s")
SOCKETS, SOCKET_SIZE = 16_384, 256
"""The last one is where those are written that find no room; so it is in the tallies, of which there are half as many
again."""
TALLY = Struct("@QIIQQQQQQIIIII")
TALLY_SIZE = 96
IN_AT, OUT_AT, RARE_AT = 16, 40, 64
"""Where in a tally they stand."""
WAY = Struct("@QQQ")
"""One direction: seq, bytes, calls."""
RARE = Struct("@IIIII")
"""EAGAINs in, urgent bytes in, EAGAINs out, short sends, urgent bytes out."""

NAMES_SIZE = 1 << 20
NAME = Struct("@IHHI")
CODE = 1
"""A code object: file, NUL, function, NUL, then pairs of offset and line (`LINE`)."""
LINE = Struct("@II")

RECORD = Struct("@QQqqqqqqQ64sQ")
RECORD_SIZE = RECORD.size
HOT = Struct("@QQqqqq8xqIxxH64sQ")
"""The same record of a call that took no time worth telling, and did not fail: these are 0 then. Of a longer buffer the
first 64 bytes are packed."""
RECORDS = 32_768
MORE = 0xFFFF
"""The call of a record that is the beginning of the next `select()` of its thread."""
READY = 16
"""Entries of an answer in one record: of each `(conn - first) << 2 | mask`, four bytes."""

ROLES = ("opened", "listening", "accepted", "connected", "pair", "other")
ENDS = ("", "done", "closed")
PAUSED, WAITS, SECURED, INHERITED = 1, 2, 4, 8
"""Flags of a socket."""

KINDS = (
    *("", "EpollSelector", "PollSelector", "SelectSelector", "KqueueSelector", "DevpollSelector"),
    *("epoll", "poll", "select"),
)
"""Of a loop: the class of its selector, or what is called directly."""


class Places(NamedTuple):
    """Where in the file everything begins, and how long it is."""

    threads: int
    loops: int
    sockets: int
    tallies: int
    names: int
    records: int
    size: int


def tallies_for(sockets: int) -> int:
    """How many tallies there are beside so many sockets."""
    return sockets + sockets // 2


def places(records: int = RECORDS, room: int = SOCKETS) -> Places:
    """With room for so many records, a power of two, and so many sockets."""
    threads = WISHES_AT + 2 * WISH_SIZE
    loops = threads + THREADS * THREAD_SIZE
    sockets = loops + LOOPS * LOOP_SIZE
    tallies = sockets + room * SOCKET_SIZE
    names = tallies + tallies_for(room) * TALLY_SIZE
    first = names + NAMES_SIZE
    return Places(threads, loops, sockets, tallies, names, first, first + records * RECORD_SIZE)


def ids_from(pid: int, n: int) -> int:
    """The first id of what the n-th probe of that process sees: none has the id of another's."""
    return (pid << 6 | n & 63) << 24
