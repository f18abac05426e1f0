import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, every, NoResponse, Problem } from "../src/index.ts";

interface Sent {
  url: string;
  headers: Headers;
}

const reply = (status: number, body: unknown = {}, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });

const lost = (): Response => {
  throw new TypeError("network");
};

/** A client whose network returns these responses, one for each request. */
function responding(...responses: Array<Response | (() => Response)>) {
  const sent: Sent[] = [];
  const slept: number[] = [];
  const client = new Client("http://api.example/", "token", {
    fetch: async (url, init) => {
      sent.push({ url: String(url), headers: new Headers(init?.headers) });
      const next = responses.shift();
      if (!next) throw new Error("one request too many");
      return typeof next === "function" ? next() : next;
    },
    sleep: async (pause) => void slept.push(pause),
  });
  return { client, sent, slept };
}

const applied = { invoice_id: "INV-1", amount: 100 };

test("a lost response is asked for again with the same key", async () => {
  const { client, sent } = responding(lost, reply(503), reply(201, { id: "app_1" }));
  assert.equal((await client.applyPayment("pat_1", "pay_1", applied)).id, "app_1");
  const keys = new Set(sent.map(({ headers }) => headers.get("Idempotency-Key")));
  assert.deepEqual([sent.length, keys.size, keys.has(null)], [3, 1, false]);
});

test("two acts have two keys, and the caller's own is sent", async () => {
  const { client, sent } = responding(reply(201), reply(201), reply(201));
  await client.applyPayment("pat_1", "pay_1", applied);
  await client.applyPayment("pat_1", "pay_1", applied);
  await client.applyPayment("pat_1", "pay_1", applied, { idempotencyKey: "mine" });
  const keys = sent.map(({ headers }) => headers.get("Idempotency-Key"));
  assert.equal(new Set(keys).size, 3);
  assert.equal(keys[2], "mine");
});

test("a refusal is thrown in the API's own words and not repeated", async () => {
  const problem = { code: "exceeds_invoice", detail: "20.00 is left.", errors: [{ field: "amount", message: "less" }] };
  const { client, sent } = responding(reply(409, problem));
  await assert.rejects(client.locations(), (error: Problem) => {
    assert.deepEqual([error.status, error.code, error.errors], [409, "exceeds_invoice", problem.errors]);
    return true;
  });
  assert.equal(sent.length, 1);
});

test("a wait is as long as the API asks, and grows where it asks for none", async () => {
  const asked = responding(reply(429, {}, { "Retry-After": "7" }), reply(200));
  await asked.client.locations();
  assert.deepEqual(asked.slept, [7000]);
  const growing = responding(lost, lost, lost, lost, lost);
  await assert.rejects(growing.client.locations(), NoResponse);
  assert.deepEqual(
    growing.slept,
    growing.slept.toSorted((left, right) => left - right),
  );
  assert.equal(growing.slept.length, 4);
});

test("a POST without a key is not repeated", async () => {
  const { client, sent } = responding(lost);
  await assert.rejects(client.call("POST", "/v1/me/top-ups/pay_1/anything"), NoResponse);
  assert.equal(sent.length, 1);
});

test("a response of a proxy is a problem too", async () => {
  const { client } = responding(reply(413, "<html>Too large</html>"));
  await assert.rejects(client.locations(), /413 unknown: <html>Too large/);
});

test("a path's parts are encoded, and what isn't given isn't asked", async () => {
  const { client, sent } = responding(reply(200), reply(200));
  await client.clinicPatient("a/b c");
  await client.clinicPatients({ q: "ana", withCredit: true });
  assert.deepEqual(
    sent.map(({ url }) => url),
    ["http://api.example/v1/clinic/patients/a%2Fb%20c", "http://api.example/v1/clinic/patients?q=ana&with_credit=true"],
  );
});

test("a list is iterated to its end", async () => {
  const { client, sent } = responding(
    reply(200, { items: [1, 2], next_cursor: "next" }),
    reply(200, { items: [], next_cursor: "last" }),
    reply(200, { items: [3], next_cursor: null }),
  );
  const found: unknown[] = [];
  for await (const item of every((cursor) => client.clinicPatients({ q: "ana", cursor }))) found.push(item);
  assert.deepEqual(found, [1, 2, 3]);
  assert.match(sent[2]?.url ?? "", /cursor=last/);
});
