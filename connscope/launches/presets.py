"""Launches worth having, by name: the first is what the form begins with."""

from dataclasses import replace
from typing import NamedTuple

from connscope.launches.launch import Launch
from connscope.launches.messages import EXAMPLE


class Preset(NamedTuple):
    """A launch to no particular place, and what is to be seen then."""

    says: str
    launch: Launch

    def towards(self, host: str, port: int) -> Launch:
        """The same launch, to there."""
        return replace(self.launch, host=host, port=port)


PRESETS = {
    # The kernels of a small pipe swallow 12 KiB before a send finds no room: at 40 KiB/s that takes 0.3 s, and until
    # the thaw 80 KiB gather in outb, which are gone within another 0.2 s. Then all talk on, to be looked at.
    "default": Preset(
        "Fifty talk, five read nothing at first: outb fills, drains.",
        Launch("", 0, 50, random_bytes=8192, repeat=100, every=0.2, small_pipes=True, slow=5, thaw=2.5),
    ),
    "gentle": Preset(
        "Ten say a line a second, and stay: the loop at leisure.",
        Launch("", 0, 10, EXAMPLE, repeat=0, every=1.0, stay=True),
    ),
    "crowd": Preset(
        "A thousand come at once, say two lines, and go.",
        Launch("", 0, 1_000, EXAMPLE),
    ),
    "bulk": Preset(
        "Four say 128 MiB each, as fast as it is taken.",
        Launch("", 0, 4, random_bytes=64 << 10, repeat=2048),
    ),
    "stuck": Preset(
        "Three talk and read nothing: how far outb grows. z thaws.",
        Launch("", 0, 3, random_bytes=16 << 10, repeat=0, every=0.1, small_pipes=True, slow=3),
    ),
}
