r"""Messages as a person types them: text with ` | ` between two of them, and `\xff`, `\n` … for bytes that are no text.

Every byte can be written, every message has one spelling that is read back as the same bytes, and what is spelled so
can be shown anywhere.
"""

import re
from collections.abc import Iterable

from connscope.text import visible
from connscope.units import exact

EXAMPLE = (b"Message 1 from client.", b"Message 2 from client.")

SEPARATOR = " | "
LONGEST_TEXT = 4_000
"""Characters. Whoever wants to say more says random bytes."""

NAMED = {r"\n": b"\n", r"\r": b"\r", r"\t": b"\t", r"\0": b"\0", r"\\": b"\\", r"\|": b"|"}
NAMES = {data[0]: name for name, data in NAMED.items()}
TOKEN = re.compile(r"\\x[0-9a-fA-F]{2}|\\.?|[^\\]+", re.DOTALL)


def read_messages(text: str) -> tuple[bytes, ...]:
    """The bytes of each message. Raises ValueError with what is wrong and what to do."""
    if not text:
        raise ValueError("Nothing to say: give at least one character.")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"Longer than {exact(LONGEST_TEXT)} characters: choose random bytes.")
    messages = tuple(read_message(each) for each in text.split(SEPARATOR))
    if b"" in messages:
        raise ValueError("A message is empty, and has no echo: give it a character.")
    return messages


def read_message(text: str) -> bytes:
    """The bytes of one; characters beyond ASCII as UTF-8."""
    return b"".join(map(read_token, TOKEN.findall(text)))


def read_token(token: str) -> bytes:
    """Plain text, or one escape."""
    if not token.startswith("\\"):
        return token.encode("utf-8", "surrogatepass")
    if token in NAMED:
        return NAMED[token]
    if len(token) == len(r"\x00"):
        return bytes([int(token[2:], 16)])
    raise ValueError(rf"{visible(token)} is no escape: write \\ for a backslash, or \x and two hex digits.")


def written(messages: Iterable[bytes]) -> str:
    """What a person would have to type for these."""
    return SEPARATOR.join("".join(map(written_byte, message)) for message in messages)


def written_byte(byte: int) -> str:
    """As itself, if it is printable ASCII that means nothing else."""
    plain = chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"
    return NAMES.get(byte, plain)


def inert(text: str) -> str:
    """The same messages, in characters that can be shown: of what cannot, the bytes are written."""
    if text == visible(text):
        return text
    return "".join(char if char == visible(char) else written([char.encode("utf-8", "surrogatepass")]) for char in text)
