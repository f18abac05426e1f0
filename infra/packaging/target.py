"""The machine that a package is for: the Lambda runtime and its processor, or this machine for a rehearsal."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

# docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: Amazon Linux 2 has glibc 2.26, Amazon Linux 2023 has 2.34.
GLIBC = {"3.11": 26, "3.12": 34, "3.13": 34, "3.14": 34}
OLDEST_GLIBC = 17
FIRST_SNAPSHOTS = (3, 12)
"""docs.aws.amazon.com/lambda/latest/dg/snapstart.html, Supported features and limitations."""
ARCHITECTURES = {"aarch64": "arm64", "x86_64": "x86_64"}


class NoSuchRuntime(Exception):
    """This Python's version is no Lambda runtime."""


@dataclass(frozen=True, slots=True)
class Target:
    """`machine` as the kernel names it, `python` as `3.11`."""

    machine: str
    python: str

    @property
    def architecture(self) -> str:
        """Return Lambda's name for it."""
        return ARCHITECTURES[self.machine]

    @property
    def runtime(self) -> str:
        """Return Lambda's name for it."""
        return f"python{self.python}"

    @property
    def pip_flags(self) -> list[str]:
        """Return pip's flags that choose wheels for this target and build nothing."""
        newest = GLIBC[self.python]
        tags = [f"manylinux_2_{minor}_{self.machine}" for minor in range(newest, OLDEST_GLIBC - 1, -1)]
        platforms = [f"--platform={tag}" for tag in [*tags, f"manylinux2014_{self.machine}"]]
        cpython = "cp" + self.python.replace(".", "")
        abis = [f"--abi={abi}" for abi in (cpython, "abi3", "none")]
        return ["--only-binary=:all:", "--implementation=cp", f"--python-version={self.python}", *platforms, *abis]


def running_python() -> str:
    """Return this interpreter's version, which must be the runtime's: byte code of another isn't read.

    Raises NoSuchRuntime.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if version not in GLIBC:
        raise NoSuchRuntime(f"Lambda runs Python {', '.join(GLIBC)}; this is {version}. Package with one of those.")
    return version


def version_of(python: str) -> tuple[int, ...]:
    """Return `3.12` as numbers, which compare: as texts, 3.9 comes after 3.12."""
    return tuple(map(int, python.split(".")))


def on_lambda() -> Target:
    """Return Graviton, a fifth cheaper than x86_64 for the same work. Raises NoSuchRuntime."""
    return Target("aarch64", running_python())


def on_this_machine() -> Target:
    """Return the target for the emulator, which runs functions as processes of this machine. Raises NoSuchRuntime."""
    return Target(platform.machine(), running_python())
