"""Print the Python that environments are made with: `python3 -I infra/find_python.py`.

A distribution builds its Python with a profile of what it runs; pyenv doesn't unless told, and takes half as much CPU
again for the same tests. So the distribution's is taken where it has this version and can make environments. Like the
installer, this runs on whatever Python there is.
"""

import subprocess
import sys
from pathlib import Path

DISTRIBUTION = Path("/usr/bin")
MAKES_ENVIRONMENTS = "import ensurepip, venv"


def main() -> None:
    """Print the path of an interpreter of this one's version."""
    of_distribution = DISTRIBUTION / "python{}.{}".format(*sys.version_info[:2])
    print(of_distribution if can_make_environments(of_distribution) else sys.executable)


def can_make_environments(python: Path) -> bool:
    """Return whether this interpreter is there with its venv module, which Debian packages apart."""
    try:
        tried = subprocess.run([str(python), "-I", "-c", MAKES_ENVIRONMENTS], check=False, capture_output=True)
    except OSError:
        return False
    return tried.returncode == 0


if __name__ == "__main__":
    main()
