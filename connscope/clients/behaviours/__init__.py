"""How test clients behave: well, or badly in a few ways at once, so that a server's fault is seen.

One small class each, in a file of its own, and a line in `table.py`. They act on their own connection only, and must
know neither the loop nor any server.
"""

from .behaviour import Behaviour, parameters
from .table import BEHAVIOURS, clash, in_order

__all__ = ["BEHAVIOURS", "Behaviour", "clash", "in_order", "parameters"]
