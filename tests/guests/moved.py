"""What one end of a TCP connection moved, whoever counted it."""

from dataclasses import dataclass
from typing import NamedTuple


class Ends(NamedTuple):
    """One end of a connection: its own port, and the address of its peer. Of an accepted one no more may be known."""

    port: str
    peer: str

    @classmethod
    def of(cls, own: str, peer: str) -> "Ends":
        """By both addresses, of which the own may be a listener's."""
        return cls(own.rpartition(":")[2], peer)


@dataclass
class Moved:
    """Bytes that were read and written; urgent ones, both ways, are counted apart."""

    bytes_in: int = 0
    bytes_out: int = 0
    urgent: int = 0

    def __bool__(self) -> bool:
        return bool(self.bytes_in or self.bytes_out or self.urgent)

    def __sub__(self, other: "Moved") -> "Moved":
        return Moved(self.bytes_in - other.bytes_in, self.bytes_out - other.bytes_out, self.urgent - other.urgent)

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(self.bytes_in + other.bytes_in, self.bytes_out + other.bytes_out, self.urgent + other.urgent)

    @property
    def size(self) -> int:
        """All of it."""
        return self.bytes_in + self.bytes_out + self.urgent
