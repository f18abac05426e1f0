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
