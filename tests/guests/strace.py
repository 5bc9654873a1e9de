"""What strace saw: the bytes that went over each TCP connection, as the kernel was asked to move them.

It reads what `COMMAND` writes; buffers are left out of it (`-s 0`), so that nothing a peer says looks like a call. A
connection is named by its two addresses, which strace knows of every descriptor, but for a socket that the kernel has
done with: then it is what the same descriptor was before, in the same process.
"""

import re
from collections.abc import Iterable, Sequence

from tests.guests.moved import Ends, Moved

READS = ("read", "readv", "recvfrom", "recvmsg")
WRITES = ("write", "writev", "sendto", "sendmsg", "sendfile")
CALLS = (*READS, *WRITES, "splice", "socket", "connect", "accept", "accept4", "close", "shutdown", "%process")
COMMAND = (
    "strace",
    "-f",
    "--seccomp-bpf",
    "-qq",
    "-yy",
    "-s",
    "0",
    "-e",
    "signal=none",
    "-e",
    f"trace={','.join(CALLS)}",
)

LINE = re.compile(r"(?P<pid>\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\()(?P<rest>.*)")
UNFINISHED = re.compile(r" ?<unfinished \.\.\.>$")
ANSWER = re.compile(r".*\) += (-?\d+)")
TCP = re.compile(r"(?P<fd>\d+)<TCP(?:v6)?:\[(?P<ends>.*?)\]>")
NEW_TCP = re.compile(r"\) += (?P<fd>\d+)<TCP(?:v6)?:\[(?P<ends>.*?)\]>")
CLONES = ("clone", "clone3", "fork", "vfork")


class Strace:
    """Reads line by line."""

    def __init__(self) -> None:
        self.by_call: dict[Ends, dict[str, Moved]] = {}
        """What each end of each connection moved by each call. Processes that share a socket are one end."""
        self.unplaced = Moved()
        """What moved through sockets of which it is not known what they were."""
        self.waiting: dict[str, str] = {}
        """The first half of the call that each thread is in."""
        self.process: dict[str, str] = {}
        """Whose descriptors a thread uses, if not its own."""
        self.names: dict[tuple[str, str], Ends] = {}
        """What a descriptor of a process was when that could last be told."""

    def moved(self, without: Sequence[str] = ()) -> dict[Ends, Moved]:
        """What each end moved, but for what some calls did."""
        return {
            ends: sum((moved for call, moved in calls.items() if call not in without), Moved())
            for ends, calls in self.by_call.items()
        }

    def read(self, lines: Iterable[str]) -> "Strace":
        """All of them."""
        for line in lines:
            if found := LINE.match(line):
                self.part(found["pid"], found["call"] or found["resumed"], found["rest"], bool(found["resumed"]))
        return self

    def part(self, pid: str, call: str, rest: str, resumed: bool) -> None:
        """A whole call, or half of one."""
        if resumed:
            rest = self.waiting.pop(pid, "") + rest
        elif call == "close" and (found := TCP.match(rest)):  # as it begins: the descriptor may be another's as it ends
            self.names.pop((self.process.get(pid, pid), found["fd"]), None)
        if UNFINISHED.search(rest):
            self.waiting[pid] = UNFINISHED.sub("", rest)
        elif answer := ANSWER.match(rest):
            self.call(pid, call, rest, int(answer[1]))

    def call(self, pid: str, call: str, rest: str, answer: int) -> None:
        """One call, and what it answered."""
        if call in CLONES:
            self.cloned(pid, str(answer), "CLONE_FILES" in rest)
        elif call in ("accept", "accept4"):
            if found := NEW_TCP.search(rest):
                self.whose(pid, found)
        elif call == "splice":
            self.spliced(pid, rest, max(answer, 0))
        elif call != "close" and (found := TCP.match(rest)):
            ends = self.whose(pid, found)
            if call in READS and answer > 0 and "MSG_PEEK" not in rest:
                self.count(ends, call, bytes_in=answer, urgent="MSG_OOB" in rest)
            elif call in WRITES and answer > 0:
                self.count(ends, call, bytes_out=answer, urgent="MSG_OOB" in rest)

    def cloned(self, pid: str, child: str, shares: bool) -> None:
        """A thread uses the same descriptors, a process has copies of them."""
        process = self.process.get(pid, pid)
        owner, heir = (child, process) if shares else (process, child)
        for (pid, fd), ends in list(self.names.items()):
            if pid == owner:  # of a thread that was quicker than its parent's line, they are not its own
                self.names.setdefault((heir, fd), ends)
        self.process[child] = process if shares else child

    def whose(self, pid: str, found: "re.Match[str]") -> Ends | None:
        """The connection that a descriptor is; None if that cannot be told."""
        key = self.process.get(pid, pid), found["fd"]
        own, arrow, peer = found["ends"].partition("->")
        if not arrow:
            return self.names.get(key)
        self.names[key] = ends = Ends.of(own, peer)
        self.by_call.setdefault(ends, {})
        return ends

    def spliced(self, pid: str, rest: str, size: int) -> None:
        """Bytes went from a socket into a pipe, or the other way."""
        for found in TCP.finditer(rest):
            ends = self.whose(pid, found)
            into = 0 if found.start() else size
            self.count(ends, "splice", bytes_in=into, bytes_out=size - into, urgent=False)

    def count(self, ends: Ends | None, call: str, bytes_in: int = 0, bytes_out: int = 0, *, urgent: bool) -> None:
        """Add it up."""
        more = Moved(urgent=bytes_in + bytes_out) if urgent else Moved(bytes_in, bytes_out)
        if ends is None:
            self.unplaced += more
        else:
            calls = self.by_call[ends]
            calls[call] = calls.get(call, Moved()) + more
