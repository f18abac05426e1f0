import assert from "node:assert/strict";
import { test } from "node:test";

import { InvalidWebhook, verify } from "../src/index.ts";

/** The example of the specification: https://github.com/standard-webhooks/standard-webhooks. */
const secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const payload = '{"test": 2432232314}';
const headers = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const at = (seconds: number) => () => seconds * 1000;
const now = at(1614265330);

test("the standard's own example is accepted, with either of two secrets", async () => {
  assert.deepEqual(await verify(payload, headers, secret, now), { test: 2432232314 });
  assert.deepEqual(await verify(payload, headers, ["whsec_bmV4dCBzZWNyZXQ=", secret], now), { test: 2432232314 });
});

test("what was not signed so is refused", async () => {
  const wrong: Array<[string, Record<string, string>, string]> = [
    [payload + " ", headers, secret],
    [payload, { ...headers, "webhook-id": "msg_2" }, secret],
    [payload, { ...headers, "webhook-timestamp": "1614265331" }, secret],
    [payload, { ...headers, "webhook-timestamp": "soon" }, secret],
    [payload, { ...headers, "webhook-signature": "v1," }, secret],
    [payload, { ...headers, "webhook-signature": headers["webhook-signature"].replace("v1", "v2") }, secret],
    [payload, {}, secret],
    [payload, headers, "whsec_bmV4dCBzZWNyZXQ="],
    [payload, headers, "not base64!"],
  ];
  for (const [body, given, key] of wrong) await assert.rejects(verify(body, given, key, now), InvalidWebhook);
});

test("a signature holds for five minutes", async () => {
  for (const age of [-300, 0, 300]) assert.ok(await verify(payload, headers, secret, at(1614265330 + age)));
  for (const age of [-301, 301])
    await assert.rejects(verify(payload, headers, secret, at(1614265330 + age)), /five minutes/);
});
