"""recv, recv_into and send as they are put on: in C (`c/fast.c`) where that was built for this Python, else in Python.

Both do the same, and write the same records. `c/build.py` builds it when connscope is installed, where there is a
compiler; who wants to have them in Python all the same sets `CONNSCOPE_PYTHON_ONLY`.
"""

from __future__ import annotations

from os import environ
from socket import socket
from types import MethodDescriptorType

from . import counted, fast
from .core import Probe
from .foreign import NOTHING_HELD
from .records import HEAD, RECV, RECV_INTO, SEND
from .rows import Row, Thread
from .transfers import Transfers, Wrapper
from .typed import Any, Callable, Deque, Dict, List, Tuple, Type

Record = Tuple[Any, ...]

FORM = 1
"""What is given to the module, and what it writes. One of another form, built before that was changed, is left out."""

Transfer: Any = None
unpacked: Callable[[Any], Record] = tuple
"""Of a record that waits in one piece."""
try:
    from . import _fast
except ImportError:  # no compiler, another system, or a Python for which it was not built
    pass
else:
    if (_fast.FORM, _fast.HEAD) == (FORM, HEAD):
        Transfer, unpacked = _fast.Transfer, _fast.unpacked

PYTHON_ONLY = "CONNSCOPE_PYTHON_ONLY"

DIRECTIONS = {"recv": (0, RECV), "recv_into": (1, RECV_INTO), "send": (2, SEND)}
"""As `c/noting.h` numbers them, and the call that is recorded."""


def in_c() -> bool:
    """Whether they are in C: which knows what Python's own three answer, and not what somebody's in their place do."""
    own = all(type(getattr(socket, name)) is MethodDescriptorType for name in DIRECTIONS)
    return own and Transfer is not None and not environ.get(PYTHON_ONLY)


def recording(probe: Probe, sockets: Type[Any], general: Dict[str, Wrapper]) -> Dict[str, Wrapper]:
    """Wrap these three so that each call is recorded, with what does the same for all their other forms."""
    return made(probe, sockets, general, counts=False) if in_c() else fast.hurrying(probe, general)


def counting_only(probe: Probe, sockets: Type[Any], full: Dict[str, Wrapper]) -> Dict[str, Wrapper]:
    """Wrap them so that plain calls are only counted, with what records all others."""
    lean = counted.sparing(probe, full)
    return made(probe, sockets, lean, counts=True) if in_c() else lean


def made(probe: Probe, sockets: Type[Any], general: Dict[str, Wrapper], *, counts: bool) -> Dict[str, Wrapper]:
    """The three in C; what is not plain goes to these."""
    transfers, closed, places = Transfers(probe), probe.gate.closed, probe.places
    return {
        name: Transfer(
            *(direction, call, counts, sockets, Row, Thread),
            (
                *(getattr(socket, name), general[name], closed, probe.stop, probe.retire, probe.channel.append),
                *(places.part, places.here, transfers.refused, transfers.done, transfers.tally, NOTHING_HELD),
            ),
        )
        for name, (direction, call) in DIRECTIONS.items()
    }


def taken(channel: Deque[Any]) -> List[Record]:
    """The records that wait there, and wait no more."""
    popleft, opened = channel.popleft, unpacked
    waiting = [popleft() for _ in range(len(channel))]
    return [record if type(record) is tuple else opened(record) for record in waiting]
