"""A program as our child on the terminal that we were started on, so that neither it nor its shell notices us.

Signals are taken one by one in the main thread, which has nothing else to do: what the terminal sends reaches the
program by itself, as one of the same process group; what somebody sends to us is passed on. When a person stops the
job we stop when the program has stopped, and we end as it ends.
"""

import math
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping

PASSED_ON = {
    *(signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP),
    *(signal.SIGUSR1, signal.SIGUSR2, signal.SIGTSTP, signal.SIGCONT),
}
HEARD = {*PASSED_ON, signal.SIGCHLD}
ENDING = {signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP}
TOUCHED_A_TERMINAL = {signal.SIGTTIN, signal.SIGTTOU}
"""From the background: a shell that brings the job to the front wakes all of it."""

LAST_SECONDS = 0.5
"""For what there is to do after the program's end, when we were told to end."""

# Python ignores these for itself, and a child would go on doing so.
OURS_ONLY = {signal.SIGPIPE, signal.SIGXFSZ}


class Direct:
    """One program, from its start to its end. To be made before any thread, which would hear signals in our place."""

    def __init__(self) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, a child's end would be nobody's
        # Those too that we were started to ignore: the program does so as well, until it says otherwise.
        self.mask_before = signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        self.pid = 0
        self.to_stop = False
        """Somebody wants the job to stop, and has not let it go on since."""
        self.stopped_by = 0
        self.until = math.inf
        """There is time so long for what comes after its end. Endless, if nobody has told us to end."""

    def start(self, argv: list[str], environ: Mapping[str, str]) -> None:
        """Have it run from now on. Raises OSError."""
        self.pid = os.posix_spawn(argv[0], argv, environ, setsigmask=self.mask_before, setsigdef=OURS_ONLY)

    def follow(self, beat: Callable[[], float]) -> int:
        """Wait for its end; answers its exit code, or minus the signal that ended it.

        `beat` is called again and again, and says how many seconds there may be until the next time.
        """
        seconds = 0.0
        while True:
            came = signal.sigtimedwait(HEARD, seconds)
            if came is None:
                seconds = beat()
                continue
            code = self.look()
            if code is not None:
                self.until += time.monotonic() + LAST_SECONDS
                return code
            self.hear(came)
            if self.stopped_by and self.to_stop:
                self.stop_too()

    def hear(self, came: signal.struct_siginfo) -> None:
        """A signal for us, or for all of the job. The program's own is only one that a process has sent."""
        if came.si_signo == signal.SIGTSTP:
            self.to_stop = True
        if came.si_signo == signal.SIGCONT:
            self.to_stop = False
            if self.stopped_by:  # else it was let go on by the same who let us
                os.kill(self.pid, signal.SIGCONT)
        elif came.si_code <= 0 and came.si_signo != signal.SIGCHLD:
            os.kill(self.pid, came.si_signo)
            if came.si_signo in ENDING:
                self.until = 0.0

    def look(self) -> int | None:
        """How it has ended, if it has. It has no other name until this is known, so no signal goes astray."""
        pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
        if not pid:
            return None
        if not (os.WIFSTOPPED(status) or os.WIFCONTINUED(status)):
            return os.waitstatus_to_exitcode(status)
        self.stopped_by = os.WSTOPSIG(status) if os.WIFSTOPPED(status) else 0
        self.to_stop = self.to_stop or self.stopped_by in TOUCHED_A_TERMINAL
        return None

    def stop_too(self) -> None:
        """Stop as the program did, until somebody lets the job go on."""
        number, self.to_stop = self.stopped_by, False
        while signal.sigtimedwait({number}, 0):  # it would stop us a second time
            pass
        mask = signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
        signal.raise_signal(number)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def wait_until(self, is_over: Callable[[], bool], seconds: float) -> None:
        """After its end: look so often whether something else is over, too, or somebody has had enough of it."""
        while not is_over() and time.monotonic() < self.until:
            came = signal.sigtimedwait(HEARD, seconds)
            if came is not None and came.si_signo in ENDING:
                self.until = 0.0


def end_as(code: int) -> int:
    """The exit code; a program that was ended by a signal ends us by the same one, which leaves no second core."""
    if code >= 0:
        return code
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    number = -code
    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {number})
    os.kill(os.getpid(), number)
    return 128 + number
