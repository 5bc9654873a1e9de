"""Where the bytes of one connection are: seven stations, from what the client wrote to what it has read.

Two of them are the client's, `wrote` and `read`; five lie between, the `PLACES`. This must not know how anything is
drawn.
"""

from connscope.stations.cause import cause
from connscope.stations.places import PLACES, Stations, history, stations
from connscope.stations.tcp import OVER, UNSAID, kernel_of, tcp

__all__ = ["OVER", "PLACES", "UNSAID", "Stations", "cause", "history", "kernel_of", "stations", "tcp"]
