"""The layout of a record: what the probe writes down for one call.

In a thread a record is a plain tuple in this order; every field but `head` is an integer, and `head` is short, so
that the same layout packs into fixed slots of shared memory. What a field means depends on the call:

    call                 conn      asked              result             outb             head
    SELECT, IDLE         selector  timeout in ns, -1  loops so far       idle ones so far ready: conn << 2 | mask, each
    REGISTER, MODIFY     socket    selector           watch              *                kind, of a file not probed
    UNREGISTER           socket    selector           0                  *                kind, of a file not probed
    CLOSE_SELECTOR       selector
    OPEN                 socket    family, ****       fd                                  *****
    ACCEPT               socket    listening socket   fd of the new one                   peer's address
    CONNECT, CONNECT_EX  socket                                          *                own address > peer's address
    SO_ERROR             socket                                          *                (errno: how a connect went)
    BIND                 socket                                          *                own address
    LISTEN               socket    backlog                               *                own address
    RECV, RECV_INTO      socket    bytes              bytes, 0 = the end *                the first of them
    PEEK, RECV_URGENT    socket    bytes              bytes              *                the first of them
    SEND, SENDALL        socket    bytes              bytes              *                the first of them
    SEND_URGENT          socket    bytes              bytes              *                the first of them
    SHUTDOWN             socket    how                                   *
    CLOSE                socket    1 if lost          fd                 *
    SETBLOCKING          socket    0 or 1                                *
    SETSOCKOPT           socket    level << 32 | name value, if a number *
    OUTB                 socket                       bytes              the same         the first of what is in it
    LOG                  0                                                                the line's start
    DATA                 socket                       bytes, or -1                        name, NUL, its beginning
    HELD                 socket    of the call, *     call | after << 8 | point << 16, ** what is to be sent
    RELEASED             0
    INJECT               socket    bytes              bytes                               the first of them, ***
    PAUSE                socket    1 stop, 0 go on
    CUT                  socket    see ENDINGS
    PIPES                socket                       send << 32 | receive
    SECURE               socket                                                           protocol, empty at first
    AWAIT                socket    step, from 0       steps                               task, NUL, function
    STALL                selector  1 if it is over    ns so far                           task or callback

    *  bytes in the program's `outb` before the call; -1 where it keeps none, and where there is no star
    ***  and in `took` all that were ever put in there
    ****  and above it, `<< 16`, the type of what is no stream
    *****  of one around a descriptor that was in use already: own > peer's address, or what it listens on; its role in
           `took`, by its number

`ACCEPT` that fails has the listening socket in `conn` and in `asked`. A socket is *lost* when the program let go of it
without closing it. `asked` is -1 where it cannot be known, `errno` is `UNNUMBERED` for an error without one, such as
the socket's own timeout. `took` is nanoseconds inside `select`, elsewhere 0 if nothing else is said. `place` is where
in the source the call stands, see `places.py`. A call like `recvmsg` is written as what it does: `RECV`, `RECV_INTO`,
`SEND`; `settimeout` as `SETBLOCKING`. `OUTB` and `DATA` are no calls: somebody asked to look. Nor are `HELD` and
`RELEASED`: the gate stopped the thread before a call (or after it), for a breakpoint of that number or for none; `conn`
is 0 where that is `select`, and `took` the selector where the call is on one. `INJECT`, `PAUSE`, `CUT` and `PIPES` are
what a person did to the socket, past the program: bytes put in, reading stopped, an end, the buffers.
`AWAIT` and `STALL` are no calls either: who waits for a socket (of no steps: nobody any more), and a loop that does not
come back to `select()`.
"""

CALLS = (
    "SELECT", "IDLE", "ANSWER", "REGISTER", "MODIFY", "UNREGISTER", "CLOSE_SELECTOR",
    "OPEN", "ACCEPT", "CONNECT", "CONNECT_EX", "SO_ERROR", "BIND", "LISTEN",
    "RECV", "RECV_INTO", "PEEK", "RECV_URGENT", "SEND", "SENDALL", "SEND_URGENT",
    "SHUTDOWN", "CLOSE", "SETBLOCKING", "SETSOCKOPT", "OUTB", "LOG", "DATA", "HELD", "RELEASED",
    "INJECT", "PAUSE", "CUT", "PIPES", "SECURE", "AWAIT", "STALL",
)  # fmt: skip

(
    SELECT, IDLE, ANSWER, REGISTER, MODIFY, UNREGISTER, CLOSE_SELECTOR,
    OPEN, ACCEPT, CONNECT, CONNECT_EX, SO_ERROR, BIND, LISTEN,
    RECV, RECV_INTO, PEEK, RECV_URGENT, SEND, SENDALL, SEND_URGENT,
    SHUTDOWN, CLOSE, SETBLOCKING, SETSOCKOPT, OUTB, LOG, DATA, HELD, RELEASED,
    INJECT, PAUSE, CUT, PIPES, SECURE, AWAIT, STALL,
) = range(len(CALLS))  # fmt: skip
# ANSWER is written in no record: it is the gate's place at select's return.

FIELDS = ("seq", "at", "call", "conn", "thread", "place", "asked", "result", "errno", "took", "outb", "head")

ENDINGS = ("half-close", "close", "reset")
"""What `CUT` has done, by number."""

HEAD = 64
"""How many bytes of what a call carried are kept."""

PRINTED = 256
"""How many characters of a printed line are kept."""

UNNUMBERED = -1
