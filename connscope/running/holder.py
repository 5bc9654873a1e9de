"""Holds somebody's program and its terminal, in a process of its own, so that the program outlives whoever watches it.

Run as a script by the file's name, with the number of a Unix socket. There it is told what to start, and tells: that it
has been started, with the terminal's descriptor; or why not; and how it ended. When the other end goes away it reads
what the program writes itself, so that the program neither waits nor is hung up on, and in the end ends as it did.

It leads the session of the terminal, as a shell does, and the program is the job in the foreground: what the program
leaves behind in the background goes on after it, and nothing that it has written is lost. It must know nothing of
connscope and import little: the program starts when Python has started this.
"""

# The modules in C of signals and sockets: those in Python around them take longer to import than all else here.
import _signal  # type: ignore[import-not-found]
import _socket
import fcntl
import os
import sys
import termios
from select import POLLIN, poll

WORD = 9
"""Bytes of what it tells: one that says what it is, and a number."""
STARTED, NOT_STARTED, ENDED = b"s", b"f", b"e"
TERMINAL, FOLDER, PROGRAM = range(3)
"""What could not be had; in `NOT_STARTED` above the sixteen bits of the errno."""

IUTF8 = 0o40000
NO_LIMIT = -1


class Asked:
    """What is to be started, and where."""

    def __init__(self, request: bytes) -> None:
        self.cwd, columns, rows, files, count, *rest = request.split(b"\0")
        self.size = int(columns), int(rows)
        self.files = int(files)
        """The soft limit on open files that it is to have."""
        self.command = rest[: int(count)]
        self.env = dict(entry.split(b"=", 1) for entry in rest[int(count) :])


def received(link: _socket.socket) -> bytes:
    """A request: its length in eight bytes, then so many. Raises `EOFError` when the other end is gone."""
    return exactly(link, int.from_bytes(exactly(link, 8), "big"))


def exactly(link: _socket.socket, size: int) -> bytes:
    """So many bytes."""
    came = b""
    while len(came) < size:
        more = link.recv(size - len(came))
        if not more:
            raise EOFError
        came += more
    return came


def tell(link: _socket.socket, what: bytes, number: int, *descriptors: int) -> None:
    """Say a word, with a descriptor if there is one; whether anybody is there to hear it does not matter."""
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, fd.to_bytes(4, sys.byteorder)) for fd in descriptors]
    try:  # noqa: SIM105  # contextlib takes a millisecond to import
        link.sendmsg([what + number.to_bytes(8, "big")], rights)
    except OSError:
        pass


def terminal(size: tuple[int, int]) -> tuple[int, int]:
    """A new one, which is this session's from now on: our end, and the program's."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
    termios.tcsetwinsize(theirs, size[::-1])
    modes = termios.tcgetattr(theirs)
    if sys.platform == "linux":  # erasing takes a whole letter back, as in all terminals
        modes[0] |= IUTF8
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    os.set_blocking(ours, False)
    return ours, theirs


def started(asked: Asked, theirs: int) -> tuple[int, bytes]:
    """The program's pid, and which step failed with what errno, if any did: then it has ended already."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        step = [TERMINAL]
        try:
            become(asked, theirs, step)
        except OSError as error:
            os.write(writing, (step[-1] << 16 | (error.errno or 0)).to_bytes(8, "big"))
        finally:
            os._exit(127)
    os.close(writing)
    wrong = os.read(reading, 8)  # the end is there at once when the program is
    os.close(reading)
    return pid, wrong


def become(asked: Asked, theirs: int, step: list[int]) -> None:
    """Turn into the program, the job in the foreground of the terminal, with nothing of ours about it."""
    for descriptor in range(3):
        os.dup2(theirs, descriptor)
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())  # while SIGTTOU is ignored: who is in the background may not ask for this
    if asked.files != NO_LIMIT:
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (asked.files, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    for number in _signal.valid_signals() - {_signal.SIGKILL, _signal.SIGSTOP}:
        _signal.signal(number, _signal.SIG_DFL)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
    step.append(FOLDER)
    os.chdir(asked.cwd)
    step.append(PROGRAM)
    os.execvpe(asked.command[0], asked.command, asked.env)


def waited(pid: int) -> int | None:
    """How the program ended, if it has. If Ctrl-Z stopped it, it goes on: nobody else could bring it back."""
    while True:
        gone, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if not gone:
            return None
        if not os.WIFSTOPPED(status):
            return status
        if os.WSTOPSIG(status) == _signal.SIGTSTP:
            os.killpg(pid, _signal.SIGCONT)


def hold(link: _socket.socket, ours: int, pid: int, woken: int) -> int:
    """Stay until the program has ended and nobody has the terminal open any more; answers how it ended."""
    waiting = poll()
    waiting.register(link, POLLIN)
    waiting.register(woken, POLLIN)
    waiting.register(ours, 0)  # reports no more than that all have closed it
    is_open, status = True, None
    while is_open or status is None:
        for descriptor, events in waiting.poll():
            if descriptor == woken:
                os.read(woken, 512)
                if status is None and (status := waited(pid)) is not None:
                    tell(link, ENDED, status)
            elif descriptor == ours and not (events & POLLIN and read_away(ours)):
                waiting.unregister(ours)
                is_open = False
            elif descriptor == link.fileno():
                waiting.unregister(link)
                if is_open:
                    waiting.modify(ours, POLLIN)
    return status


def read_away(ours: int) -> bool:
    """Read what nobody else will; answers whether there may be more."""
    try:
        return os.read(ours, 65_536) != b""
    except BlockingIOError:
        return True
    except OSError:  # all have closed it
        return False


def end_alike(status: int) -> None:
    """End as the program did, but for its memory image, which it left itself."""
    if os.WIFSIGNALED(status):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if os.WTERMSIG(status) not in (_signal.SIGKILL, _signal.SIGSTOP):
            _signal.signal(os.WTERMSIG(status), _signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def wakeup() -> int:
    """From now on only SIGKILL ends us: a descriptor that is readable when something has become of a child."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    for number in _signal.valid_signals() - {_signal.SIGKILL, _signal.SIGSTOP}:
        _signal.signal(number, _signal.SIG_IGN)
    _signal.signal(_signal.SIGCHLD, lambda *_: None)
    _signal.set_wakeup_fd(writing)
    return reading


def main(link: _socket.socket) -> None:
    """The whole life of the process, which nobody has to wait for."""
    if os.fork():
        os._exit(0)
    os.setsid()
    os.chdir("/")  # it may stay for long, and nobody's folder is to be kept from being unmounted
    os.set_inheritable(link.fileno(), False)
    asked = Asked(received(link))
    woken = wakeup()
    try:
        ours, theirs = terminal(asked.size)
    except OSError as error:
        return tell(link, NOT_STARTED, TERMINAL << 16 | (error.errno or 0))
    pid, wrong = started(asked, theirs)
    if wrong:
        return tell(link, NOT_STARTED, int.from_bytes(wrong, "big"))
    os.close(theirs)
    tell(link, STARTED, pid, ours)
    return end_alike(hold(link, ours, pid, woken))


if __name__ == "__main__":
    main(_socket.socket(fileno=int(sys.argv[1])))
