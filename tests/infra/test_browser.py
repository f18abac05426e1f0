"""`make test` must find or bring its own browser, and say what to do where it cannot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infra import browser


def program(folder: Path, name: str, exit_status: int) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {exit_status}\n")
    path.chmod(0o755)
    return path


def test_a_chromium_on_the_path_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    path = program(tmp_path, "chromium", exit_status=0)
    assert browser.find() == str(path)


def test_a_chromium_that_does_not_start_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path, "chromium", exit_status=127)
    usable = program(tmp_path, "google-chrome", exit_status=0)
    assert browser.find() == str(usable)


def test_an_apt_lock_is_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tries = tmp_path / "tries"
    apt = tmp_path / "apt-get"
    apt.write_text(
        f"#!/bin/sh\necho x >> {tries}\nif [ $(wc -l < {tries}) -lt 3 ]; then\n"
        "  echo 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt)' >&2; exit 100\n"
        "fi\necho installed\n"
    )
    apt.chmod(0o755)
    pauses: list[float] = []
    assert browser.run_unlocked([str(apt)], pauses.append).strip() == "installed"
    assert len(pauses) == 2
    assert capsys.readouterr().out.count("another process is installing packages") == 2


def test_an_apt_lock_that_is_never_released_ends_the_wait(tmp_path: Path) -> None:
    apt = program(tmp_path, "apt-get", exit_status=100)
    apt.write_text("#!/bin/sh\necho 'E: Unable to lock directory /var/lib/apt/lists/'\n")
    pauses: list[float] = []
    assert "Unable to lock" in browser.run_unlocked([str(apt)], pauses.append)
    assert sum(browser.LOCK_PAUSE_S for _ in pauses) == 600


def test_where_no_browser_can_be_had_the_way_to_get_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    # Playwright starts once in a thread, and other tests of the same run have it open.
    monkeypatch.setattr(browser, "playwrights_own", lambda: None)
    with pytest.raises(SystemExit, match=r"apt-get install chromium.*make test"):
        browser.install()
