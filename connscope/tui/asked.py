"""What some deeds ask for besides: bytes as a person types them, and sizes of buffers."""

from connscope.launches.form import BYTES, whole
from connscope.launches.messages import LONGEST_TEXT, read_message
from connscope.units import amount, exact

SMALL_PIPE = 4096
LARGE_PIPE = 212_992
"""As much as Linux grants to anybody, unless `net.core.wmem_max` and `rmem_max` are set otherwise. What a socket has at
first is another number each way, and grows with its traffic until somebody asks for any: it cannot be had back."""
LARGEST_PIPE = 1 << 30

PIPES = {
    "s": (
        "small",
        f"{amount(SMALL_PIPE)} each way; the kernel makes it {amount(2 * SMALL_PIPE)}: soon full",
        SMALL_PIPE,
    ),
    "l": ("large", f"{amount(LARGE_PIPE)} each way; the kernel makes it {amount(2 * LARGE_PIPE)}", LARGE_PIPE),
    "n": ("a number…", "bytes each way; the kernel doubles them", 0),
}
"""Label, what it comes to, and size, by their keys; 0: yet to be typed."""

BYTES_NOTE = r"Text; \n \t \xff are bytes, \\ is a backslash."
COMPARES = "A client of ours compares: it will say that the echo differs, and end."
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
