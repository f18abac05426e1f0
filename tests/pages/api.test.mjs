import "./browser.mjs";
import { asked, responses, forget, patience, waits, willRespond } from "./service.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const web = "../../chalicelib/web/";
const { api, pause, Problem, query, readTable, wordsOf } = await import(`${web}api.js`);
const session = await import(`${web}session.js`);
const { tab } = await import(`${web}store.js`);
const { needWords, useLanguage } = await import(`${web}words.js`);
const { zoneComesWith } = await import(`${web}zone.js`);
session.loadConfig();
await needWords(["common", "clinic", "checkout"]);

const network = () => Promise.reject(new TypeError("Failed to fetch"));
const soon = () => new Promise(setImmediate);
const signedIn = (since) =>
  session.keep({ access_token: "t", since, expires_at: Date.now() + 60_000, person: { id: "s" } });

beforeEach(() => {
  forget();
  Math.random = () => 0.5;
  tab.write("clinic", { time_zone: "America/Toronto" });
  signedIn(Date.now());
});

test("a read names the reader, their language and what can be read", async () => {
  await useLanguage("fr-CA");
  await api("GET", "me/credit");
  await useLanguage("en");
  const headers = { Accept: "application/json", "Accept-Language": "fr-CA", Authorization: "Bearer t" };
  assert.deepEqual(asked, [{ address: "v1/me/credit", method: "GET", headers, body: undefined }]);
});

test("a change carries its body, its key and the version that was seen", async () => {
  await api("PATCH", "x", { body: { a: 1 }, key: "k", seen: '"1"' });
  const [{ body, headers }] = asked;
  assert.deepEqual(JSON.parse(body), { a: 1 });
  assert.deepEqual(
    [headers["Content-Type"], headers["Idempotency-Key"], headers["If-Match"]],
    ["application/json", "k", '"1"'],
  );
  await api("POST", "x");
  for (const name of ["Content-Type", "Idempotency-Key", "If-Match"]) assert.ok(!(name in asked[1].headers));
});

test("a file is sent as its bytes", async () => {
  const file = new Blob(["a,b"], { type: "text/csv" });
  await api("POST", "x", { body: file });
  assert.equal(asked[0].body, file);
  assert.equal(asked[0].headers["Content-Type"], "text/csv");
});

test("an answer is its content with its version, or nothing", async () => {
  willRespond([200, { a: 1 }, { ETag: '"7"' }], [201, { b: 2 }], [204]);
  assert.deepEqual(await api("GET", "x"), { a: 1, etag: '"7"' });
  assert.deepEqual(await api("POST", "x"), { b: 2, etag: null });
  assert.equal(await api("DELETE", "x"), null);
});

test("a refusal is told by its code, whatever sent it", async () => {
  const errors = [{ field: "amount", message: "Too much: 5" }];
  willRespond([409, { code: "conflict", detail: "d", errors, status: 1 }], [404, "<html>"]);
  const refused = await api("POST", "x").catch((problem) => problem);
  assert.ok(refused instanceof Problem);
  assert.deepEqual([refused.status, refused.code, refused.message, refused.errors], [409, "conflict", "d", errors]);
  assert.equal(refused.retryAfter_s, null);
  const unknown = await api("POST", "x").catch((problem) => problem);
  assert.deepEqual([unknown.status, unknown.code, unknown.message], [404, "unexpected", "unexpected"]);
  assert.equal(new Problem({ title: "t" }).message, "t");
  assert.deepEqual([new Problem().code, new Problem().status], ["network", 0]);
});

test("a page that a proxy sends in place of an answer is no answer", async () => {
  willRespond([200, "<html>Sign in to the Wi-Fi</html>"], [200, "null"], [200, { a: 1 }]);
  assert.deepEqual(await api("GET", "x"), { a: 1, etag: null });
  willRespond(...Array.from({ length: 3 }, () => [200, "<html>"]));
  await assert.rejects(api("GET", "x"), { code: "network" });
});

test("a table is read with the same patience as everything else", async () => {
  responses.push(network);
  willRespond([503, {}], [200, "a,b\r\n1,2\r\n", { Link: '<?cursor=c>; rel="next"' }]);
  assert.deepEqual(await readTable("clinic/payments?x=1"), { text: "a,b\r\n1,2\r\n", link: '<?cursor=c>; rel="next"' });
  assert.deepEqual(
    [asked.length, asked[1].headers.Accept, asked[1].address],
    [2, "text/csv", "v1/clinic/payments?x=1"],
  );
  willRespond([403, { code: "forbidden" }]);
  await assert.rejects(readTable("x"), { code: "forbidden", status: 403 });
});

test("what may pass is asked again at once, but for a limit that lasts longer than five seconds", () => {
  const of = (status, retryAfter_s = null) => new Problem({ status }, retryAfter_s);
  for (const status of [0, 429, 500, 503, 599]) assert.equal(of(status).passing, true, String(status));
  for (const status of [400, 401, 404, 409, 428, 430, 499]) assert.equal(of(status).passing, false, String(status));
  assert.deepEqual(
    [1, 5, 6, 3_600, null].map((wait) => of(429, wait).soonOver),
    [true, true, false, false, false],
  );
  assert.deepEqual([of(503).soonOver, of(0).soonOver, of(409, 1).soonOver], [true, true, false]);
});

test("a lost answer is asked for three times in all, with the same key, after longer and longer pauses", async () => {
  responses.push(network, network, network);
  await assert.rejects(api("POST", "x", { key: "k" }), { status: 0, code: "network" });
  assert.deepEqual(
    asked.map(({ headers }) => headers["Idempotency-Key"]),
    ["k", "k", "k"],
  );
  assert.deepEqual(waits, [800, 1_600]);
});

test("it is asked again when the service said, within five seconds, and not by all pages at one moment", async () => {
  willRespond([503, {}, { "Retry-After": "2" }], [503, {}, { "Retry-After": "60" }]);
  await api("GET", "x");
  Math.random = () => 0;
  willRespond([503, {}, { "Retry-After": "2" }]);
  await api("GET", "x");
  Math.random = () => 1;
  willRespond([503, {}, { "Retry-After": "2" }]);
  await api("GET", "x");
  assert.deepEqual(waits, [2_000, 5_000, 1_500, 2_500]);
});

test("a refusal, a long limit and what has no key are not asked again", async () => {
  for (const [answer, options] of [
    [[409, { code: "conflict" }]],
    [[429, {}, { "Retry-After": "6" }]],
    [[503, {}], { once: true }],
  ]) {
    forget();
    willRespond(answer);
    await assert.rejects(api("POST", "x", options), Problem);
    assert.equal(asked.length, 1);
  }
});

test("a request is given up after 35 seconds, and no later request by the clock of an earlier one", async () => {
  responses.push(
    (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted")))),
  );
  const lost = api("POST", "x", { once: true }).catch((problem) => problem);
  while (!asked.length) await soon();
  assert.equal(patience.ms, 35_000);
  patience.giveUp();
  assert.equal((await lost).code, "network");
  await api("POST", "x");
  assert.equal(patience.ended, 1);
});

test("views that read the same at once ask once, and anew afterwards", async () => {
  willRespond([200, { n: 1 }]);
  const both = await Promise.all([api("GET", "x"), api("GET", "x")]);
  assert.deepEqual([asked.length, both[0], both[1]], [1, { n: 1, etag: null }, { n: 1, etag: null }]);
  await api("GET", "x");
  assert.equal(asked.length, 2);
  willRespond([409, {}]);
  await assert.rejects(api("GET", "x"), Problem);
  await api("GET", "x");
  assert.equal(asked.length, 4);
});

test("two changes are never taken for one", async () => {
  await Promise.all([api("POST", "x"), api("POST", "x")]);
  assert.equal(asked.length, 2);
});

test("what has times is shown when the clinic's zone is known; what tells the zone doesn't wait for itself", async () => {
  tab.remove("clinic");
  let come = () => {};
  zoneComesWith(new Promise((resolve) => (come = resolve)));
  const found = [];
  const all = ["me/credit", "clinic/billing-settings", "me/top-ups"].map((path) =>
    api("GET", path).then(() => found.push(path)),
  );
  await Promise.all(all.slice(0, 2));
  for (let turn = 0; turn < 9; turn += 1) await soon();
  assert.deepEqual(found.toSorted(), ["clinic/billing-settings", "me/credit"]);
  come();
  await Promise.all(all);
  assert.equal(found.length, 3);
});

test("a token that ran out is replaced and the request sent again; one refused when new is not", async () => {
  willRespond([401, { code: "unauthenticated" }]);
  await assert.rejects(api("GET", "x"), { status: 401 });
  assert.equal(asked.length, 1);
  forget();
  signedIn(Date.now() - 120_000);
  const host = { postMessage: () => {} };
  globalThis.parent = host;
  session.settings().embed_origins = ["https://portal.example"];
  let take = () => {};
  globalThis.addEventListener = (_, listener) => (take = listener);
  const text = Buffer.from(JSON.stringify({ sub: "s" })).toString("base64url");
  host.postMessage = () =>
    void take({
      source: host,
      origin: "https://portal.example",
      data: { type: "account-credit:token", token: `h.${text}.s` },
    });
  willRespond([401, { code: "unauthenticated" }], [200, { a: 1 }]);
  assert.deepEqual(await api("GET", "x"), { a: 1, etag: null });
  assert.equal(asked[1].headers["Embedding-Origin"], "https://portal.example");
  assert.equal(asked[1].headers["Authorization"], `Bearer h.${text}.s`);
  globalThis.parent = globalThis;
});

test("views whose token ran out together ask their host once, and all go on with its next token", async () => {
  signedIn(0);
  session.useHosts({ access_token: "old", since: 0, expires_at: Date.now() + 60_000, person: { owner: "" } });
  const refusals = [];
  const refused = { ok: false, status: 401, headers: { get: () => null }, json: async () => ({}) };
  for (let each = 0; each < 3; each += 1)
    responses.push(() => new Promise((resolve) => refusals.push(() => resolve(refused))));
  const host = { postMessage: () => {} };
  let take = () => {};
  let wanted = 0;
  host.postMessage = () => void (wanted += 1);
  globalThis.parent = host;
  globalThis.addEventListener = (_, listener) => (take = listener);
  session.settings().embed_origins = ["https://portal.example"];
  const all = ["a", "b", "c"].map((path) => api("GET", path).then(({ n }) => n));
  while (refusals.length < 3) await soon();
  willRespond([200, { n: 1 }], [200, { n: 1 }], [200, { n: 1 }]);
  refusals[0]();
  refusals[1]();
  while (!wanted) await soon();
  for (let each = 0; each < 9; each += 1) await soon();
  const token = `h.${Buffer.from(JSON.stringify({ sub: "s" })).toString("base64url")}.s`;
  take({ source: host, origin: "https://portal.example", data: { type: "account-credit:token", token } });
  for (let each = 0; each < 9; each += 1) await soon();
  refusals[2](); // Sent with the old token, refused after the new one came.
  assert.deepEqual(await Promise.all(all), [1, 1, 1]);
  assert.equal(wanted, 1);
  globalThis.parent = globalThis;
});

test("a token that can't be replaced leaves the refusal as it was", async () => {
  signedIn(0);
  session.useHosts({ access_token: "x", since: 0, expires_at: 0, person: { owner: "" } });
  globalThis.parent = { postMessage: () => {} };
  willRespond([401, { code: "unauthenticated" }]);
  const refused = assert.rejects(api("GET", "x"), { status: 401 });
  while (patience.ms !== 10_000) await soon();
  patience.giveUp();
  await refused;
  globalThis.parent = globalThis;
});

test("values that are missing are left out of an address, the others are safe in it", () => {
  assert.equal(query({ a: null, b: undefined, c: "" }), "");
  assert.equal(query({ q: "a&b=é", limit: 10, cursor: undefined }), "?q=a%26b%3D%C3%A9&limit=10");
});

test("people are told by the catalogue, with when and what", () => {
  const told = (problem, retryAfter_s) => new Problem(problem, retryAfter_s).words;
  assert.match(told({ status: 404, code: "not_found" }), /not found/);
  assert.match(told({ status: 429, code: "too_many_requests" }, 120), /try again in 2 minutes/);
  assert.match(told({ status: 401, code: "odd" }), /sign in again/);
  assert.match(told({ status: 500, code: "odd" }), /Something went wrong/);
  assert.equal(new Problem({ errors: [{ message: "Not of this patient: INV-1, INV-2" }] }).named, "INV-1, INV-2");
  assert.deepEqual([new Problem().named, new Problem({ errors: [{ message: "No" }] }).named], ["", ""]);
});

test("a field of a form has its own words, if the refusal is about it", () => {
  const refused = (code) => new Problem({ status: 400, code, errors: [{ field: "amount", message: "No" }] });
  assert.equal(refused("amount_out_of_range").wordsFor("location_id"), null);
  assert.equal(refused("top_ups_unavailable").wordsFor("amount"), refused("top_ups_unavailable").words);
  assert.equal(refused("invalid_request").wordsFor("amount"), "Choose an amount within the limits.");
  assert.equal(refused("odd").wordsFor("amount"), "Choose an amount within the limits.");
});

test("what isn't an answer is the page's own fault, and the console has it", () => {
  const seen = [];
  console.error = (thrown) => seen.push(thrown);
  const fault = new TypeError("x is undefined");
  assert.match(wordsOf(fault), /Something went wrong/);
  assert.deepEqual(seen, [fault]);
  assert.equal(wordsOf(new Problem({ status: 404, code: "not_found" })), new Problem({ code: "not_found" }).words);
  assert.equal(seen.length, 1);
});

test("the page's own fault is thrown as it is, and not asked again", async () => {
  responses.push(() => ({ status: 200, ok: true, json: async () => ({}), headers: null }));
  await assert.rejects(api("POST", "x"), TypeError);
  assert.equal(asked.length, 1);
});

test("a pause is as long as it was asked for", async () => {
  await pause(120);
  assert.deepEqual(waits, [120]);
});
