"""`connscope serve`: a built-in server without a screen, and every fact as a line.

The main thread takes the facts, and takes none while the last ones are unwritten: the probe keeps what waits within
bounds and counts what is left out, so that a reader that stops reading costs some memory and nothing else.
"""

import sys
from collections.abc import Callable

from connscope.collecting import collect_seldom
from connscope.descriptors import allow_many
from connscope.events import CpuSampled, Ended, Fact
from connscope.headless.ending import Ending
from connscope.headless.output import Output
from connscope.headless.transcript import Transcript
from connscope.sources import servers
from connscope.sources.thread import ThreadSource
from connscope.sources.thrifty import NoReader

BEAT_SECONDS = 0.02
IDLE_BEAT_SECONDS = 0.2
"""When the last beat brought nothing: to wake up costs 0.1 ms on a small machine, whatever one does then."""

DEADLINE_SECONDS = 0.12
"""From the signal to the end, if the server or a full pipe keeps us."""


def serve(
    policy: str, host: str, port: int, transcript: Callable[[str], Transcript], *, small_pipes: bool = False
) -> int:
    """Serve until told to end; answers the exit code. `transcript` is given the encoding of the output.

    Raises OSError or UnicodeError when the address cannot be had.
    """
    ending = Ending(DEADLINE_SECONDS, code=0)
    allow_many()
    collect_seldom()
    output = Output()
    told = transcript(output.encoding)
    thrift = None if told.tells_calls else NoReader()
    source = servers.serve(policy, host, port, small_pipes=small_pipes, thrift=thrift)
    end = tell(source, told, output, ending)
    output.end()
    ending.over()
    return exit_code(end, output.error)


def tell(source: ThreadSource, transcript: Transcript, output: Output, ending: Ending) -> Ended | None:
    """Tell facts until the server has ended, or nobody reads them any more."""
    output.put(transcript.greeting(source.address))
    beat = BEAT_SECONDS
    while not output.closed:
        ending.wait(beat)
        if ending.told:
            source.end_program()
        if output.busy:
            continue
        facts = source.drain()
        output.put(transcript.lines(facts))
        beat = BEAT_SECONDS if ending.told or happened(facts) else IDLE_BEAT_SECONDS
        if facts and type(facts[-1]) is Ended:
            return facts[-1]
    return None


def happened(facts: list[Fact]) -> bool:
    """Whether anything did but the reading of a clock."""
    return len(facts) > 1 or any(type(fact) is not CpuSampled for fact in facts)


def exit_code(end: Ended | None, error: OSError | None) -> int:
    """0, unless the server died or nothing could be written; then a line says why."""
    if end is not None and end.error:
        print(f"connscope: the {end.program} server died: {end.error}", file=sys.stderr)
        return 1
    if error is not None and not isinstance(error, BrokenPipeError):
        print(f"connscope: cannot write: {error.strerror}", file=sys.stderr)
        return 1
    return 0
