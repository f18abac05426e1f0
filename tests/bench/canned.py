"""`python -m tests.bench.canned RESPONSES`: DynamoDB, Secrets Manager, Stripe and an identity provider, each canned.

In a process of its own, so that its cost is in no figure.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
DYNAMODB = "DynamoDB_20120810."
SECRETS = "secretsmanager."


class Canned:
    """Fixed responses: the same request, the same bytes."""

    def __init__(self, responses: dict[str, Any]) -> None:
        self._responses = responses

    def answer(self, path: str, operation: str, body: bytes) -> bytes:
        if path.startswith("/keys"):
            found = self._responses["keys"]
        elif path.startswith("/v1/"):
            found = self._responses["intent"]
        elif operation.startswith(SECRETS):
            found = self._responses["secret"]
        else:
            found = self._dynamodb(operation.removeprefix(DYNAMODB), json.loads(body or b"{}"))
        return json.dumps(found).encode()

    def _dynamodb(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        match operation:
            case "Query" if "IndexName" in asked or asked.get("Select") == "COUNT":
                return {"Items": [], "Count": 1, "ScannedCount": 1}
            case "Query":
                wanted = list(asked["ExpressionAttributeValues"].values())
                clinic = [item for item in self._responses["clinic"] if item["pk"] in wanted]
                return {"Items": clinic, "Count": len(clinic), "ScannedCount": len(clinic)}
            case "GetItem":
                item = self._item(asked["Key"])
                return {"Item": item} if item else {}
            case "BatchGetItem":
                found = {table: self._items(keys) for table, keys in asked["RequestItems"].items()}
                return {"Responses": found, "UnprocessedKeys": {}}
        return {}

    def _items(self, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        return [item for key in wanted["Keys"] if (item := self._item(key))]

    def _item(self, key: dict[str, Any]) -> dict[str, Any] | None:
        for item in (self._responses["credit"], self._responses["payment"]):
            if all(item[name] == value for name, value in key.items()):
                return dict(item)
        return None


async def serve(canned: Canned) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await _head(reader):
                path, headers = head
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                answer = canned.answer(path, headers.get("x-amz-target", ""), body)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(answer), answer))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _head(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]] | None:
    line = await reader.readline()
    if not line:
        return None
    headers = {}
    while (each := await reader.readline()).strip():
        name, _, value = each.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return line.split()[1].decode(), headers


if __name__ == "__main__":
    asyncio.run(serve(Canned(json.loads(Path(sys.argv[1]).read_text()))))
