"""Whether what comes back is what was said: all that has come so far, compared byte by byte as it comes."""

MOST_PENDING = 16 << 20
"""Bytes said and not back that are kept to be compared."""


class Echo:
    """The bytes that are to come back from a server that echoes. After the first difference it claims nothing more."""

    def __init__(self) -> None:
        self.pending = bytearray()
        self.holds = True
        """Whether all that came was an echo, and is known to be."""

    def said(self, data: bytes, size: int) -> None:
        """So many bytes went out; without their content nothing can be claimed of them."""
        if self.holds and len(data) == size and len(self.pending) + size <= MOST_PENDING:
            self.pending += data
        else:
            self.give_up()

    def came(self, data: bytes, size: int) -> bool:
        """Whether these bytes, too, are an echo."""
        if self.holds and len(data) == size and self.pending.startswith(data):
            del self.pending[:size]
            return True
        self.give_up()
        return False

    def give_up(self) -> None:
        """Claim nothing from now on."""
        self.holds = False
        self.pending.clear()
