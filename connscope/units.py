"""Quantities in the few characters that a column has room for.

It must not know the columns, nor any clock: a span of time is handed in, in nanoseconds.
"""

SECOND = 1_000_000_000

# Below this many nanoseconds: a unit of so many, with so many decimals.
_SPANS = (
    (99_500, 1_000, 0, "µs"),
    (9_950_000, 1_000_000, 1, "ms"),
    (999_500_000, 1_000_000, 0, "ms"),
    (59_950_000_000, SECOND, 1, "s"),
)


def amount(n: int) -> str:
    """Bytes, rounded, in units of 1,024 and at most six characters: `44 B`, `4.2 K`, `256 K`, `33.4 M`.

    Never a fourth digit: 1,000 bytes are already `1.0 K`.
    """
    if n < 1000:
        return f"{n} B"
    value, unit = _scaled(n, 1024, "KMGTPE")
    # From a mebibyte on, a tenth is too much to leave out.
    has_tenths = value < (9.95 if unit == "K" else 99.95)
    return f"{value:.{1 if has_tenths else 0}f} {unit}"


def exact(n: int) -> str:
    """A number to the last digit: `4,096`."""
    return f"{n:,}"


def count(n: float) -> str:
    """How many, or how many a second, in units of 1,000: `999`, `11.2k`, `168k`, `1.5M`."""
    if n < 999.5:
        return f"{n:.0f}"
    value, unit = _scaled(n, 1000, "kMGTPE")
    return f"{value:.{1 if value < 99.95 else 0}f}{unit}"


def age(ns: int) -> str:
    """How long ago, in whole units that have passed: `now`, `4 s`, `3 m`, `2 h`, `5 d`."""
    seconds = ns // SECOND
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    # The future too: a fact may be stamped just after the moment that is being shown.
    return "now"


def duration(ns: int) -> str:
    """How long it took, rounded: `80 µs`, `0.3 ms`, `12 ms`, `1.5 s`, `2 m 05 s`, `1 h 07 m`."""
    for below, size, decimals, unit in _SPANS:
        if ns < below:
            return f"{ns / size:.{decimals}f} {unit}"
    minutes, seconds = divmod((ns + SECOND // 2) // SECOND, 60)
    if minutes < 60:
        return f"{minutes} m {seconds:02} s"
    return f"{minutes // 60} h {minutes % 60:02} m"


def _scaled(value: float, step: int, units: str) -> tuple[float, str]:
    """In the first unit that needs no four digits, also after rounding."""
    for unit in units:
        value /= step
        if value < 999.5:
            return value, unit
    return value, units[-1]
