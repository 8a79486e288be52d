"""Becomes a program whose terminal is its standard input. Run by path, with nothing imported."""

import fcntl
import os
import signal
import sys
import termios

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Takes the terminal, ties its life to the worker's, and becomes the program."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    try:
        os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - no shell is wanted
    except OSError as error:
        os.write(1, f"{sys.argv[1]}: {error.strerror}\n".encode())
        sys.exit(127)


if __name__ == "__main__":
    main()
