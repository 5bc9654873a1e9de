"""A thread that stands at the gate: it is at a call on one socket, and its loops are not late for it."""

from __future__ import annotations

from threading import get_ident
from time import monotonic_ns

from .ringed import RingProbe
from .typed import Any, Callable, Dict, List


class Standing:
    """All that stand at this moment."""

    def __init__(self, probe: RingProbe) -> None:
        self.probe = probe
        self.at: Dict[int, Any] = {}
        """By the identifier of its thread, the socket or loop that the call is on."""
        probe.stop = self.around(probe.stop)  # type: ignore[method-assign]
        probe.look_at = self.around(probe.look_at)  # type: ignore[method-assign]

    def around(self, plain: Callable[..., None]) -> Callable[..., None]:
        """What stops a thread, with its loops put right afterwards."""

        def stop(call: int, row: Any, *rest: Any) -> None:
            ident, began = get_ident(), monotonic_ns()
            loops = self.awake(ident)
            self.at[ident] = row
            for loop in loops:
                loop.stands()
            try:
                plain(call, row, *rest)
            finally:
                self.at.pop(ident, None)
                for loop in loops:
                    loop.goes_on(monotonic_ns() - began)

        return stop

    def awake(self, ident: int) -> List[Any]:
        """The loops of that thread which are busy with an answer."""
        thread = self.probe.threads.get(ident)
        return [loop for loop in list(self.probe.loops) if loop.thread is thread and loop.awake_since]
