"""connscope with faults, for tests: in a process of its own, a key for each. `python -c FAULTY --port 0`."""

import sys
import threading
from pathlib import Path

from textual.app import RenderResult
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from connscope.tui import app
from connscope.tui.app import Connscope

FAULTY = "import sys; from tests.tui.faulty import main; sys.exit(main())"
OWNED = "\x1b]0;owned\x07"
"""What a peer may have sent, and what nobody may say again."""

FAULTS = {
    "f2": "in_handler", "f3": "in_timer", "f4": "in_render", "f5": "in_worker",
    "f6": "in_thread", "f7": "in_markup", "f8": "with_bytes", "f9": "for_ever",
}  # fmt: skip


class Broken(Widget):
    """It cannot be drawn."""

    def render(self) -> RenderResult:
        """Fail."""
        return str(None.shape)  # type: ignore[attr-defined]


class Faulty(Connscope):
    """Fails on demand, wherever the focus is."""

    CSS_PATH = Path(str(app.__file__)).with_name("app.tcss")
    BINDINGS = [Binding(key, fault, priority=True) for key, fault in FAULTS.items()]  # noqa: RUF012

    def fail(self) -> None:
        """As mistakes do."""
        raise TypeError("unsupported operand")

    def action_in_handler(self) -> None:
        self.fail()

    def action_in_timer(self) -> None:
        self.set_timer(0.01, self.fail)

    async def action_in_render(self) -> None:
        await self.screen.mount(Broken())

    def action_in_worker(self) -> None:
        self.run_worker(self.fail, thread=True)

    def action_in_thread(self) -> None:
        threading.Thread(target=self.fail).start()

    async def action_in_markup(self) -> None:
        await self.screen.mount(Static(f"[/]{OWNED}"))

    def action_with_bytes(self) -> None:
        int(OWNED)

    def action_for_ever(self) -> None:
        while True:
            pass


def main() -> int:
    """As `connscope`."""
    from connscope.__main__ import main

    app.Connscope = Faulty  # type: ignore[misc]
    return main()


if __name__ == "__main__":
    sys.exit(main())
