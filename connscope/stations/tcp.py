"""What TCP itself says of one end, in words for people."""

from connscope.connections import Connection
from connscope.events import UNKNOWN
from connscope.units import duration, exact

UNSAID, OVER = "n/a", "over"


def kernel_of(conn: Connection) -> int:
    """Bytes that this end's kernel has on the way out and the peer's has not acknowledged; −1 if nobody has asked."""
    return conn.kernel[-1].unacked if conn.kernel and not conn.over else UNKNOWN


def tcp(conn: Connection) -> list[tuple[str, str]]:
    """Label and value of each; empty if nobody has asked. Of one that is over there is nothing to ask any more."""
    if conn.over:
        return [("state", OVER)]
    if not conn.kernel:
        return []
    it = conn.kernel[-1]
    return [
        ("state", it.state or UNSAID),
        ("rtt", span(it.rtt)),
        ("cwnd", f"{number(it.cwnd)} segments"),
        ("peer's window", number(it.snd_wnd)),
        ("retransmits", number(it.retransmits)),
        ("held up by receiver", span(it.rwnd_limited)),
        ("held up by send buffer", span(it.sndbuf_limited)),
    ]


def number(value: int) -> str:
    """To the last digit, if it is known."""
    return UNSAID if value == UNKNOWN else exact(value)


def span(microseconds: int) -> str:
    """As long as that, if it is known."""
    return UNSAID if microseconds == UNKNOWN else duration(1000 * microseconds)
