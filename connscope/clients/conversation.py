"""What one connection says and when, what has to come back, and by when. Knows neither socket nor clock."""

from collections import deque
from itertools import cycle
from math import inf

from .plans import Plan


class Conversation:
    """One connection's side of the talk with an echo server. What is sent is kept only until it is back."""

    def __init__(self, plan: Plan, now: float) -> None:
        self._plan = plan
        self._turns = cycle(plan.messages)
        self.stays, self._speaks_at = plan.stay, now if plan.stay else inf
        self._wound_down = False
        self._unechoed = bytearray()
        self._msg_total = self._recv_total = self.sent_total = 0
        self._promises: deque[tuple[float, int]] = deque()
        if not plan.stay:
            self._expect(sum(len(message) for message in plan.messages), now + plan.deadline)

    @property
    def progress(self) -> str:
        """How much of what is said is back."""
        return f"{self._recv_total} of {self._msg_total} bytes"

    @property
    def due_at(self) -> float:
        """When time asks for something: the next message, or the oldest echo that is not back."""
        return min(self._speaks_at, self._promises[0][0] if self._promises else inf)

    def lateness(self, now: float) -> str:
        """In words, if an echo should be back by now; else empty."""
        if not self._promises or now < self._promises[0][0]:
            return ""
        if self._wound_down:
            return f"stopped: {self.progress}"
        return f"deadline: {self.progress} after {self._plan.deadline:g} s"

    def next_message(self, now: float) -> bytes:
        """What a staying connection says now; empty if it is not its time, or the last one is not sent yet."""
        if now < self._speaks_at:
            return b""
        self._speaks_at = now + self._plan.every
        # A peer that does not read must not make us owe more and more.
        message = next(self._turns, b"") if self.sent_total == self._msg_total else b""
        if message:
            self._expect(len(message), now + self._plan.deadline)
        return message

    def wind_down(self, due_at: float) -> None:
        """Say nothing more; what is not back by `due_at` is late."""
        self.stays, self._speaks_at, self._wound_down = False, inf, True
        self._promises = deque([(due_at, self._msg_total)])

    def sent(self, sent_data: bytes | bytearray) -> None:
        """Remember what the kernel took."""
        self.sent_total += len(sent_data)
        self._unechoed += sent_data

    def came(self, recv_data: bytes) -> None:
        """Tick off what came back; raises `ConnectionError` if it is not what was sent."""
        before, self._recv_total = self._recv_total, self._recv_total + len(recv_data)
        if not self._unechoed.startswith(recv_data):
            pairs = enumerate(zip(self._unechoed, recv_data, strict=False))
            same = next((n for n, (sent, came) in pairs if sent != came), len(self._unechoed))
            raise ConnectionError(f"echo differs at byte {before + same + 1}")
        del self._unechoed[: len(recv_data)]
        while self._promises and self._promises[0][1] <= self._recv_total:
            self._promises.popleft()

    def _expect(self, count: int, due_at: float) -> None:
        self._msg_total += count
        self._promises.append((due_at, self._msg_total))
