"""Launches worth having, by name: the first is what the form begins with."""

from dataclasses import replace
from typing import NamedTuple

from connscope.launches.launch import Launch
from connscope.launches.messages import EXAMPLE
from connscope.launches.spelling import read_groups


class Preset(NamedTuple):
    """A launch to no particular place, and what is to be seen then."""

    says: str
    launch: Launch

    def towards(self, host: str, port: int) -> Launch:
        """The same launch, to there."""
        return replace(self.launch, host=host, port=port)


# At 10 KiB a second each of these is felt within seconds, and all but the silent ones are over within a minute.
MIXED = (
    "slow-reader:rate=4K,thaw=10,share=10%",
    "stops-reading:thaw=5,share=10%",
    "drip:bytes=512,every=0.02,share=10%",
    "split:pieces=4,gap=0.02 + late:by=3,share=10%",
    "burst:messages=10,every=2,share=10%",
    "latency:delay=0.2,jitter=0.1,share=10%",
    "garbage:share=10%",
    "urgent:every=10,share=5%",
    "silent:share=5%",
    "limit:after=64K,share=5%",
    "half-closes:size=64K,share=5%",
    "resets:after=16K,share=5%",
)

PRESETS = {
    # The kernels of a small pipe swallow 12 KiB before a send finds no room: at 40 KiB/s that takes 0.3 s, and until
    # the thaw 80 KiB gather in outb, which are gone within another 0.2 s. Then all talk on, to be looked at.
    "default": Preset(
        "Fifty talk, five read nothing at first: outb fills, drains.",
        Launch("", 0, 50, (), 8192, 100, 0.2, small_pipes=True, groups=read_groups("stops-reading:thaw=2.5,count=5")),
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
        Launch("", 0, 3, (), 16 << 10, 0, 0.1, small_pipes=True, groups=read_groups("stops-reading")),
    ),
    "mixed": Preset(
        "A hundred, of which nearly each goes wrong in its own way.",
        Launch("", 0, 100, (), 2048, 100, 0.2, small_pipes=True, groups=read_groups(" | ".join(MIXED))),
    ),
}
