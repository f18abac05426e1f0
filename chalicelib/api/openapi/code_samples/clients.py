"""A call with the clients of this repository."""

from __future__ import annotations

from chalicelib.api.openapi.code_samples.call import CSV, Call
from chalicelib.api.openapi.code_samples.literals import PYTHON, TYPESCRIPT, Language
from chalicelib.api.openapi.code_samples.names import CSV_NAME, camel_case, snake_case


def python_sample(call: Call) -> str:
    """The call in Python."""
    named = {snake_case(name): value for name, value in {**call.query, **call.headers}.items()}
    arguments = _positional(call, PYTHON, f'Path("{CSV_NAME}").read_text("utf-8")')
    arguments += [f"{name}={PYTHON.literal(value)}" for name, value in named.items()]
    made = PYTHON.bracketed(f"{_assigned(call, '')}client.{call.name}(", arguments, ")", 0)
    imports = ["import os", *(["from pathlib import Path"] if call.media_type == CSV else [])]
    lines = [
        *imports,
        "",
        "from account_credit_client import Client",
        "",
        'client = Client(os.environ["API_URL"], os.environ["TOKEN"])',
        made,
        *(["print(result)"] if call.has_result else []),
    ]
    return "\n".join(lines)


def typescript_sample(call: Call) -> str:
    """The call in TypeScript, for Node."""
    named = {camel_case(name): value for name, value in {**call.query, **call.headers}.items()}
    arguments = _positional(call, TYPESCRIPT, f'await readFile("{CSV_NAME}", "utf8")')
    arguments += [TYPESCRIPT.literal(named, 1)] if named else []
    made = TYPESCRIPT.bracketed(f"{_assigned(call, 'const ')}await client.{camel_case(call.name)}(", arguments, ")", 0)
    imports = ['import { readFile } from "node:fs/promises";'] if call.media_type == CSV else []
    lines = [
        *imports,
        'import { Client } from "account-credit-client";',
        "",
        'const { API_URL = "", TOKEN = "" } = process.env;',
        "const client = new Client(API_URL, TOKEN);",
        f"{made};",
        *(["console.log(result);"] if call.has_result else []),
    ]
    return "\n".join(lines)


def _positional(call: Call, language: Language, file: str) -> list[str]:
    """The ids and the body, which is `file` where it is one."""
    ids = [language.literal(each) for each in call.ids.values()]
    if call.media_type is None:
        return ids
    return [*ids, file if call.media_type == CSV else language.literal(call.body, 1)]


def _assigned(call: Call, keyword: str) -> str:
    return f"{keyword}result = " if call.has_result else ""
