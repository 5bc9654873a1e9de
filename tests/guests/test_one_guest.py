"""One of the guests, in short: what is told of it is what it says itself. `poe guests` tries them all."""

import re
from pathlib import Path

from tests.guests.guests import PROGRAMS
from tests.guests.moved import Moved
from tests.guests.told import picture
from tests.sources.watched import folded, run, told


def test_every_byte_of_an_asyncio_server_and_its_clients_is_told(tmp_path: Path) -> None:
    ended = run(tmp_path, str(PROGRAMS / "asyncio_streams.py"))
    assert (ended.returncode, ended.stderr) == (0, "")
    connections, size = map(
        int, re.fullmatch(r"\d+ of (\d+) connections, (\d+) bytes came back\n", ended.stdout).groups()
    )
    said = picture(folded(told(tmp_path)))
    each = Moved(size // connections, size // connections)
    assert list(said.moved.values()) == [each] * connections * 2
    assert (said.left_out, said.failure, said.nameless) == (0, "", Moved())
