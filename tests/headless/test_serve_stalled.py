import sys

from connscope import events as ev
from connscope.ledger import Ledger
from tests.headless.running import connected, echoed, port_of, running, stall

SMALL_PROBE = """
import sys
from functools import partial
from connscope.sources import thread
from connscope import cli
thread.Probe = partial(thread.Probe, capacity=500)
sys.exit(cli.main(sys.argv[1:]))
"""


def test_a_reader_that_stops_reading_stops_nobody_else() -> None:
    message = b"x" * 1_000_000
    with running("serve", "--port", "0") as process, connected(port_of(process.stdout.readline())) as client:
        stall(process, client)
        with connected(client.getpeername()[1]) as other:
            assert echoed(other, message[:100_000]) == message[:100_000]


def test_a_reader_that_reads_again_is_told_what_was_left_out_and_the_exact_totals() -> None:
    small_probe = (sys.executable, "-c", SMALL_PROBE)
    with (
        running("serve", "--port", "0", "--json", command=small_probe) as process,
        connected(port_of(process.stdout.readline())) as client,
    ):
        sent = stall(process, client) + stall(process, client)
        ledger = Ledger()
        while not (ledger.left_out and ledger.bytes_out == sent):
            ledger.apply(ev.decoder().decode(process.stdout.readline()))
    assert ledger.bytes_in == sent
