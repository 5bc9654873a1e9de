"""What all commands have in common."""

from argparse import Namespace
from collections.abc import Callable

from connscope.arguments import Parser

Run = Callable[[Namespace], int]
"""What runs a command with the values of its arguments, and answers the exit code."""

Command = Callable[[Parser], Run]

JSON = "each line a JSON object, with its type"
