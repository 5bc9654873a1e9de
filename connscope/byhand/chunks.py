"""One call on a connection by hand as a piece of a stream of bytes."""

from dataclasses import dataclass

SEND, RECV, END, HALF_CLOSE, INJECT = "send", "recv", "end", "half-close", "inject"


@dataclass
class Chunk:
    """One call: what it carried and where in its stream that stands, or the end of a stream."""

    number: int
    """Which `send`, or which `recv`, from 1 on; of several the first; 0 for an end."""
    at: int
    """Monotonic nanoseconds, when the call returned: the same as of the fact that tells of it, if there is one."""
    outgoing: bool
    start: int
    """How many bytes of its stream came before it."""
    size: int
    data: bytes
    """Empty when it was let go of."""
    kind: str
    """`send`, `recv`; `end`: the peer says no more; `half-close`: we say no more. At the other end also `inject`."""
    calls: int = 1
    """For how many calls it stands: more than one where there was no time to hear of each."""
    told: bool = False
    """Whether there is a fact that tells of this very call, with the same `at`."""
    echo: bool = False
    """Of a `recv`: whether all that came until its end is what was said, byte by byte."""

    @property
    def end(self) -> int:
        """Where the next one starts."""
        return self.start + self.size
