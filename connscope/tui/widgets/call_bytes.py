"""The bytes of the chosen call, as hex and as text, as far as there is room."""

from connscope.text import hex_rows
from connscope.tui.call_cells import title, width_of_hex
from connscope.tui.exchange import Call
from connscope.tui.look import Part
from connscope.tui.widgets.lines import Lines
from connscope.units import exact

NOT_KEPT = "They are not kept any more: only how many they were."
NOT_KNOWN = "Of the server's calls the bytes are known where they are few; our own calls have them all."


class CallBytes(Lines, can_focus=False):
    """A few lines; what does not fit is counted."""

    DEFAULT_CSS = "CallBytes { height: 5; scrollbar-size-vertical: 0; }"

    def __init__(self) -> None:
        super().__init__(id="call-bytes")
        self.call: Call | None = None

    def show(self, call: Call | None) -> None:
        """Those of that call."""
        self.call = call
        self.entitle(title(call) if call is not None else "Bytes")
        self.update()

    def count(self) -> int:
        """As many as there is room for."""
        return self.page

    def parts(self, number: int, width: int) -> list[Part]:
        """One row."""
        if self.call is None or not self.call.size:
            return [("No bytes moved.", "dim")] if self.call is not None and number == 0 else []
        if not self.call.chunk.data:
            return [(NOT_KEPT if self.call.ours else NOT_KNOWN, "dim")] if number == 0 else []
        across = width_of_hex(width)
        if number == self.page - 1 and self.call.size > across * self.page:
            return [(f"… {exact(self.call.size - across * number)} bytes more", "dim")]
        start = number * across
        rows = hex_rows(self.call.chunk.data[start : start + across], across, self.call.chunk.start + start)
        if not rows:
            return []
        offset, digits, text = rows[0]
        return [(offset + "  ", "dim"), (f"{digits:<{across * 3 + across // 8 - 2}}  ", "text"), (text, "text")]
