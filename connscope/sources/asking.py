"""A signal that nobody minds: it has a watched process say what it is at, even while it does nothing."""

import os
import signal
from pathlib import Path

from connscope.events import UNKNOWN

URGENT = getattr(signal, "SIGURG", 0)
"""0: the system has none."""


def is_ready(pid: int) -> bool:
    """Whether a process catches the signal, and does not keep it for later."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return not Path("/proc/self").exists()
    masks = dict(line.split(":\t", 1) for line in status.read_text("utf-8").splitlines() if line.startswith("Sig"))
    bit = 1 << URGENT - 1
    return bool(int(masks["SigCgt"], 16) & bit) and not int(masks["SigBlk"], 16) & bit


def ask(pid: int, process: int) -> None:
    """Send it to a process, by its descriptor if there is one. OSError: it is over."""
    if process != UNKNOWN:
        signal.pidfd_send_signal(process, URGENT)
    else:
        os.kill(pid, URGENT)
