"""What some deeds ask for besides: bytes as a person types them, and sizes of buffers."""

from connscope.launches.form import BYTES, whole
from connscope.launches.messages import LONGEST_TEXT, read_message
from connscope.units import amount, exact

SMALL_PIPE = 4096
USUAL_PIPE = 212_992
"""What Linux gives any socket at first, unless somebody has set `net.core.wmem_default` otherwise."""
LARGEST_PIPE = 1 << 30

PIPES = {
    "s": ("small", f"{amount(SMALL_PIPE)} each way: soon full", SMALL_PIPE),
    "u": ("usual", f"{amount(USUAL_PIPE)} each way: what a socket has at first", USUAL_PIPE),
    "n": ("a number…", "bytes each way; the kernel doubles them, within its bounds", 0),
}
"""Label, what it comes to, and size, by their keys; 0: yet to be typed."""

BYTES_NOTE = r"Text; \n \t \xff are bytes, \\ is a backslash."
SIZE_NOTE = "Bytes each way; also 4 K, 1 M."
LONGEST_SIZE = 20

read_size = whole(1, LARGEST_PIPE, BYTES)


def read_bytes(text: str) -> bytes:
    """What is to be put in. Raises ValueError with what is wrong and what to do."""
    if not text:
        raise ValueError("Nothing to put in: give at least one character.")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"Longer than {exact(LONGEST_TEXT)} characters: put it in by pieces.")
    return read_message(text)
