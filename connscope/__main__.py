"""`python -m connscope`, and the `connscope` command. It knows nothing but where the commands are."""

import sys

from connscope import cli


def main() -> int:
    """Run one command; answers its exit code."""
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
