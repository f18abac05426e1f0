"""An operator's command that a proxy, or half an emulator, responses ends with a sentence, never with a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from infra.ops.doctor import __main__ as doctor
from infra.ops.operate import __main__ as operate

PAGE = b"<html><body>Sign in to the network</body></html>"
RESPONSES = {"a page": (200, PAGE), "an error page": (502, PAGE), "an error without a body": (500, b"")}


@pytest.fixture
def aws(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is asked of AWS has one response."""
    status, body = RESPONSES[request.param]

    class Responder(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = do_POST

        def log_message(self, *_: object) -> None: ...

    listening = HTTPServer(("127.0.0.1", 0), Responder)
    Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listening.server_port}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    yield
    listening.shutdown()
    listening.server_close()


@pytest.mark.parametrize("aws", RESPONSES, indirect=True)
@pytest.mark.parametrize("command", [["accounts", "clinic_demo"], ["webhooks"], ["proof-key"], ["export", "bucket"]])
def test_an_operators_command_ends_with_a_sentence(command: list[str], aws: None) -> None:
    with pytest.raises(SystemExit, match="Run the command again") as ended:
        operate.main(["example", *command])
    assert "\n" not in str(ended.value)


@pytest.mark.parametrize("aws", RESPONSES, indirect=True)
def test_the_doctor_tells_of_each_check_that_could_not_run(
    aws: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["doctor", "example"])
    with pytest.raises(SystemExit):
        doctor.main()
    told = capsys.readouterr().out
    assert all(f"{check.__name__} could not run" in told for check in doctor.CHECKS)
