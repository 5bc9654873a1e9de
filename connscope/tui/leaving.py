"""An application that can be left in every way, and come back to: the part of ours that knows how it ends.

It must not know what is on the screen.
"""

import sys
import threading
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.driver import Driver

from connscope.tui.ending import Ending

NO_SHELL = "There is no shell to go back to: nothing here would bring the screen back."


class Leaving(App[None]):
    """Without an `Ending`, as in a test, it ends as any Textual application does, but says nothing."""

    # Here too, not only on the main screen: whatever is open, it gives the terminal back.
    BINDINGS = [Binding("ctrl+z", "suspend_process", show=False, priority=True, id="suspend")]  # noqa: RUF012

    def __init__(self, ending: Ending | None) -> None:
        super().__init__(driver_class=driver_for(ending))
        self.ending = ending

    def on_load(self) -> None:
        """The event loop runs, and the screen is not up yet."""
        if self.ending is not None:
            self.ending.follow(lambda code: self.exit(return_code=code))
            threading.excepthook = self.thread_failed

    def thread_failed(self, what: threading.ExceptHookArgs) -> None:
        """A thread of ours has died, which without us would be told to nobody."""
        if self._loop is not None and isinstance(what.exc_value, Exception):
            self._loop.call_soon_threadsafe(self._handle_exception, what.exc_value)

    def exit(self, result: None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; from now on the time is counted."""
        if self.ending is not None:
            self.ending.begin(return_code)
        super().exit(result, return_code, message)

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell."""
        driver = self._driver
        if driver is not None and driver.can_suspend and hasattr(driver, "suspend"):
            driver.suspend()
        else:
            self.notify(NO_SHELL, severity="warning", markup=False)

    # Textual draws a crash with the values of all variables, and so with whatever a peer has sent.

    def _handle_exception(self, error: Exception) -> None:
        """Every unexpected error of handlers, timers, renders and workers comes here."""
        if self.ending is not None:
            self.ending.crash(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Only close."""
        self._close_messages_no_wait()

    def panic(self, *_: object) -> None:
        """Only close: what is to be said is said after the terminal is restored."""
        self._close_messages_no_wait()


def driver_for(ending: Ending | None) -> type[Driver] | None:
    """What draws and reads the keys; None leaves it to Textual."""
    if ending is None or sys.platform == "win32":
        return None
    from connscope.tui.driver import TerminalDriver

    return TerminalDriver
