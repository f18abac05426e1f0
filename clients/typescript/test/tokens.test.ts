import assert from "node:assert/strict";
import { test } from "node:test";

import { clientCredentials } from "../src/tokens.ts";

test("a token is kept until a minute before it expires", async () => {
  const asked: string[] = [];
  let clock = 0;
  const token = clientCredentials({
    tokenUrl: "https://login.example/token",
    clientId: "clinic",
    clientSecret: "secret",
    audience: "api",
    now: () => clock,
    fetch: async (_, init) => {
      asked.push(String(init?.body));
      return Response.json({ access_token: `token-${asked.length}`, expires_in: 600 });
    },
  });
  assert.equal(await token(), "token-1");
  clock = 539_999;
  assert.equal(await token(), "token-1");
  clock = 540_000;
  assert.equal(await token(), "token-2");
  assert.deepEqual(new Set(asked), new Set(["grant_type=client_credentials&audience=api"]));
});
