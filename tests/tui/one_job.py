"""A shell with one job, for tests: `python -c ONE_JOB program arguments…`, on a terminal of its own.

The job has a process group of its own and is in front, as in any shell with job control; and like most of them it does
not mend how a job leaves the terminal. When the job has stopped it says so, and a line typed to it, `fg` or another,
lets the job go on in front or behind. When the job has ended it ends with the same code.
"""

import os
import signal
import subprocess
import sys

ONE_JOB = "from tests.tui.one_job import main; main()"


def main() -> None:
    """Its life."""
    job = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], process_group=0)
    in_front(job.pid)
    print(f"[job {job.pid}]", flush=True)
    while True:
        _, status = os.waitpid(job.pid, os.WUNTRACED)
        in_front(os.getpgrp())
        if not os.WIFSTOPPED(status):
            break
        print(f"[stopped by {os.WSTOPSIG(status)}]", flush=True)
        if sys.stdin.readline().strip() == "fg":
            in_front(job.pid)
        os.killpg(job.pid, signal.SIGCONT)
    job.returncode = os.waitstatus_to_exitcode(status)
    sys.exit(job.returncode if job.returncode >= 0 else 128 - job.returncode)


def in_front(group: int) -> None:
    """Give the terminal to a process group."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
    os.tcsetpgrp(0, group)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTTOU])
