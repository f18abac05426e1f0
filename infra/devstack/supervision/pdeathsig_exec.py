"""Run a command that ends when the supervisor does, even when the supervisor is killed.

`python pdeathsig_exec.py SUPERVISOR_PID COMMAND ...`. Linux sends this signal to a process whose parent has gone.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(supervisor: int, command: list[str]) -> None:
    """Become `command`, tied to the supervisor's life."""
    end_with(supervisor)
    os.execvp(command[0], command)  # noqa: S606 - the purpose of this program


def end_with(parent: int) -> None:
    """Have this process end when its parent does; end now if that has gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit("the supervisor had gone before this started")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
