"""`make test` must find or bring its own browser, and say what to do where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra import browser


def program(folder: Path, name: str, exit_status: int) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {exit_status}\n")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No shell was unpacked before."""
    folder = tmp_path / "own"
    monkeypatch.setattr(browser, "OWN", folder)
    return folder


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with Debian's Chromium, whose packages are at hand."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "DEBIANS", tmp_path / "chromium-common")
    (tmp_path / "chromium-common").mkdir()
    (tmp_path / "chromium-common" / "icudtl.dat").write_text("its data")
    program(tmp_path, "dpkg-query", 0).write_text("#!/bin/sh\necho 156.0-1\n")
    program(tmp_path, "apt-get", 0).write_text(
        '#!/bin/sh\n[ "$3" = chromium-headless-shell=156.0-1 ] && : > shell.deb\n'
    )
    program(tmp_path, "dpkg-deb", 0).write_text(
        '#!/bin/sh\nat="$3/usr/lib/chromium"\n/bin/mkdir -p "$at"\n'
        'echo "#!/bin/sh" > "$at/chromium-headless-shell"\n/bin/chmod +x "$at/chromium-headless-shell"\n'
    )
    return tmp_path


def test_beside_debians_chromium_its_shell_is_unpacked_once_and_then_found(debian: Path, own: Path) -> None:
    path = own / "156.0-1" / "usr" / "lib" / "chromium" / "chromium-headless-shell"
    assert browser.unpack_shell() == str(path) == browser.find()
    assert (path.parent / "icudtl.dat").read_text() == "its data"
    (debian / "apt-get").unlink()
    assert browser.unpack_shell() == str(path)
    assert [each.name for each in own.iterdir()] == ["156.0-1"]


@pytest.mark.parametrize("missing", ["dpkg-query", "apt-get", "dpkg-deb", "chromium-common/icudtl.dat"])
def test_where_no_shell_can_be_unpacked_chromium_is_used(debian: Path, own: Path, missing: str) -> None:
    (debian / missing).unlink()
    if missing.startswith("chromium-common"):
        (debian / "chromium-common").rmdir()
    chromium = program(debian, "chromium", exit_status=0)
    assert browser.unpack_shell() is None and browser.find() == str(chromium)


def test_a_chromium_on_the_path_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
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
