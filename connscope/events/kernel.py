"""What the kernel holds of a connection, as somebody saw who looked in from outside."""

from connscope.events.fact import ConnId, Fact


class KernelSampled(Fact):
    """What the kernel held of one socket, and what had been read and written by then; −1 where it does not say."""

    conn: ConnId
    bytes_in: int
    """Received, sent and owed by the program when the kernel was asked,"""
    bytes_out: int
    outb: int
    still: bool
    """and whether none of it changed meanwhile, at either end if both are here: then all numbers are of one moment."""
    unread: int
    """Bytes that have come and were not read (SIOCINQ)."""
    unacked: int
    """Bytes written that the peer's kernel has not acknowledged (SIOCOUTQ): some may have arrived there."""
    sndbuf: int
    rcvbuf: int
    """The sizes of its buffers, as the kernel counts them."""
    state: str
    """Of TCP, as `ss` names them: `ESTAB`, `CLOSE-WAIT` …; empty where it is not known."""
    rtt: int
    """Microseconds there and back, smoothed."""
    cwnd: int
    """Segments that may be on their way."""
    snd_wnd: int
    """Bytes for which the peer says that it has room."""
    retransmits: int
    """Segments that were sent again so far."""
    rwnd_limited: int
    """Microseconds so far in which the peer's room held it up,"""
    sndbuf_limited: int
    """and its own send buffer."""
    injected: int = 0
    """Bytes that had been put in by hand by then; they are not among those sent."""
