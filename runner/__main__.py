"""The `deskhand` command: finds the command's module by name and imports nothing else."""

import sys

from runner.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
