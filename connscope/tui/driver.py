"""Textual's driver for a terminal, made fit for what happens to one: it is suspended, hung up, or read by nobody.

It gives the terminal back as other programs do, stops with the whole job, and comes back when it is in front again. It
must not know what is drawn.
"""

import errno
import os
import signal
import termios
import time
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from connscope.tui.ending import HUNG_UP, Ending
from connscope.tui.outlet import in_foreground
from connscope.tui.typed_in import Bell, read_until

LEFT_ON = "\x1b[?1016l\x1b[?2026l\x1b]22;default\x07\x1b[0m"
"""What Textual switches on and not off: the mouse in pixels, and what ends with each frame, should one be cut off."""
STOPPING = (signal.SIGTTOU, signal.SIGTTIN)
"""What stops a process in the background that touches the terminal. Who is about to leave must not be stopped."""
SIGNALS_SECONDS = 0.05


class TerminalDriver(LinuxDriver):
    """One terminal, from the start to the end."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        self.ending: Ending = app.ending  # type: ignore[attr-defined]  # first of all: a signal may come
        self.drawing = False
        self.away = False
        """Whether a stop, and what follows it, is being dealt with."""
        super().__init__(app, **options)
        self.outlet = self.ending.outlet
        self._file = self.outlet  # all that is asked of a file it has
        self.exit_event = self.bell = Bell()

    @property
    def can_suspend(self) -> bool:
        """Whether somebody is there to let us go on: a shell that gives each job a process group of its own."""
        return os.getpgrp() != os.getsid(0)

    def start_application_mode(self) -> None:
        """Put the screen up, once the terminal is ours."""
        if self.is_in_front():
            self.drawing = self.outlet.in_use = True
            super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        """Take it down, if it is up."""
        if self.drawing:
            self.drawing = False
            for number in STOPPING:
                signal.signal(number, signal.SIG_IGN)
            if not in_foreground():  # then the shell has set it as it needs it
                self.attrs_before = None
            super().stop_application_mode()
            self.write(LEFT_ON)

    def disable_input(self) -> None:
        """Read no more keys, unless the terminal has been given back already."""
        if self.outlet.in_use:
            super().disable_input()

    def write(self, data: str) -> None:
        """Have it written, as long as somebody writes: for nobody it would pile up, and then wait."""
        if self._writer_thread is not None and self._writer_thread.is_alive():
            left = self.outlet.write_at_once(data)
            if left is not None:
                super().write(left)

    def close(self) -> None:
        """All is written."""
        super().close()
        self.outlet.in_use = False

    def is_in_front(self) -> bool:
        """Wait to be in the foreground; False if it is time to leave.

        In the background the kernel stops this process here, as it stops any that touches the terminal (SIGTTOU).
        """
        for number in STOPPING:
            signal.signal(number, signal.SIG_DFL)
        while self.ending.code is None:
            try:
                termios.tcsetattr(self.fileno, termios.TCSANOW, termios.tcgetattr(self.fileno))
            except termios.error as error:
                if error.args[0] != errno.EINTR:
                    self.ending.end(HUNG_UP)
                hear_signals()
            else:
                return True
        return False

    def _sigtstp_application(self, *_: object) -> None:
        """Somebody stops us: in the event loop's own time, for a handler may come between any two steps."""
        if not self.away:
            self._loop.call_soon_threadsafe(self._app.call_later, self._app.action_suspend_process)

    def _sigcont_application(self, *_: object) -> None:
        """Somebody lets us go on after a stop that we were not told of."""
        if not self.away:
            self._loop.call_soon_threadsafe(self._app.call_later, self.come_back)

    def suspend(self) -> None:
        """Give the terminal back, and stop until the shell says `fg`."""
        self.away = True
        self.suspend_application_mode()
        stop_job()
        signal.signal(signal.SIGTSTP, self._sigtstp_application)
        self.come_back()

    def come_back(self) -> None:
        """Draw all of it anew: whatever the terminal shows, others have drawn it."""
        self.away = True
        hear_signals()
        if self.is_in_front():
            if self.drawing:
                self.suspend_application_mode()
            self.resume_application_mode()
            self._app.refresh(layout=True)
        self.away = False

    def _run_input_thread(self) -> None:
        """The life of the thread that reads the keys."""
        try:
            while not self.keys_read():
                continue
        except OSError:
            self.ending.end(HUNG_UP)
        except Exception as error:
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Sleep until there are keys, or until it is time to end."""
        read_until(self.bell, self.fileno, XTermParser(self._debug), self.process_message)

    def process_message(self, message: Message) -> None:
        """What was read, on its way; of a key the application may hear at once, before its turn comes."""
        if isinstance(message, events.Key):
            self._app.hear(message.key)  # type: ignore[attr-defined]
        super().process_message(message)

    def keys_read(self) -> bool:
        """Read keys to the end; False if something between them was no text, which then was no key either."""
        try:
            self.run_input_thread()
        except UnicodeDecodeError as error:
            for message in XTermParser(self._debug).feed(str(error.object, "utf-8", "ignore")):
                self.process_message(message)
            return False
        return True


def hear_signals() -> None:
    """After a stop: a SIGTERM that came meanwhile may be with another thread still, and who stops again is deaf."""
    time.sleep(SIGNALS_SECONDS)


def stop_job() -> None:
    """Stop, with all who are in the same job, as the kernel would for a Ctrl-Z; without anybody to go on for, don't."""
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.killpg(os.getpgrp(), signal.SIGTSTP)
