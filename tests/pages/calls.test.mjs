import "./browser.mjs";
import { responses, asked, forget, willRespond } from "./service.mjs";
import { createHash } from "node:crypto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const web = "../../chalicelib/web/";
const session = await import(`${web}session.js`);
const { tab } = await import(`${web}store.js`);
const account = { ...(await import(`${web}account/calls.js`)), ...(await import(`${web}account/later-calls.js`)) };
const clinic = await import(`${web}clinic/calls.js`);
const patients = await import(`${web}clinic/patient-calls.js`);
const settings = await import(`${web}clinic/settings-calls.js`);
const webhooks = await import(`${web}clinic/webhook-calls.js`);
const { ImportFile } = await import(`${web}clinic/import-file.js`);
const { sendOnce } = await import(`${web}send-once.js`);
const attempts = await import(`${web}account/attempt.js`);
const { Problem } = await import(`${web}api.js`);
session.loadConfig();
tab.write("clinic", { time_zone: "America/Toronto" });
beforeEach(forget);

const body = { a: 1 };

/** What a page calls; method and address; body, key and version. */
const calls = [
  [() => account.getCredit(), "GET me/credit"],
  [() => account.getHistory(), "GET me/credit/history"],
  [() => account.getHistory("c", 5), "GET me/credit/history?cursor=c&limit=5"],
  [() => account.getInvoices("c"), "GET me/invoices?cursor=c"],
  [() => account.applyToInvoice("i", "k", 5), "POST me/invoices/i/applications", { body: { amount: 5 }, key: "k" }],
  [() => account.getCards(), "GET me/cards"],
  [() => account.removeCard("c"), "DELETE me/cards/c"],
  [() => account.getNotices(), "GET me/notices"],
  [() => account.chooseNotices(body), "PUT me/notices", { body }],
  [() => account.getTopUps(5, "c"), "GET me/top-ups?limit=5&cursor=c"],
  [() => account.getTopUp("t"), "GET me/top-ups/t"],
  [() => account.settle("t"), "POST me/top-ups/t/settle"],
  [
    () => account.startTopUp("k", 5, "l", 2),
    "POST me/top-ups",
    { body: { amount: 5, location_id: "l", terms_version: 2 }, key: "k" },
  ],
  [() => account.getReceipt("t"), "GET me/top-ups/t/receipt"],
  [() => account.getRefundReceipt("t", "r"), "GET me/top-ups/t/refunds/r/receipt"],
  [
    () => account.getStatement({ from: "2026-01-01", to: "2026-01-31" }, "pdf"),
    "GET me/credit/statement?from=2026-01-01&to=2026-01-31&format=pdf",
  ],
  [() => clinic.getSettings(), "GET clinic/billing-settings"],
  [() => clinic.getAccounts(), "GET clinic/payment-accounts?limit=100"],
  [() => clinic.getDisputes(true, "c", 3), "GET clinic/disputes?open=true&cursor=c&limit=3"],
  [() => clinic.getDisputes(false), "GET clinic/disputes"],
  [
    () => clinic.getMovement("location", "2026-01-01"),
    "GET clinic/reports/credit-movement?group_by=location&from=2026-01-01",
  ],
  [() => clinic.getOverview(), "GET clinic/overview"],
  [() => clinic.getLocations(), "GET clinic/locations?limit=100"],
  [() => clinic.getPayments({ status: "held" }, { cursor: "c" }), "GET clinic/payments?status=held&cursor=c"],
  [() => clinic.getPayments({}), "GET clinic/payments"],
  [() => clinic.findPatients("ana"), "GET clinic/patients?q=ana&limit=10"],
  [() => patients.getPerson("p"), "GET clinic/patients/p"],
  [() => patients.getPatient("p"), "GET clinic/patients/p/credit"],
  [() => patients.getPatientsPayments("p", "c"), "GET clinic/patients/p/payments?cursor=c"],
  [() => patients.getHistory("p", "9", "c"), "GET clinic/patients/p/credit/history?at=9&cursor=c"],
  [() => patients.getPayment("p", "y"), "GET clinic/patients/p/payments/y"],
  [() => patients.getDuplicate("p", "y"), "GET clinic/patients/p/payments/y/receipt"],
  [() => patients.getInvoices("p", "c"), "GET clinic/patients/p/invoices?limit=10&cursor=c"],
  [() => patients.getInvoice("p", "i"), "GET clinic/patients/p/invoices/i"],
  [() => patients.getOpenInvoices("p", "INV"), "GET clinic/patients/p/invoices?open=true&limit=100&q=INV"],
  [() => patients.applyFrom("p", "y", "k", body), "POST clinic/patients/p/payments/y/applications", { body, key: "k" }],
  [() => patients.applyOldest("p", "k", body), "POST clinic/patients/p/applications", { body, key: "k" }],
  [() => patients.unapply("p", "y", "a"), "DELETE clinic/patients/p/payments/y/applications/a"],
  [() => patients.refund("p", "y", "k", body), "POST clinic/patients/p/payments/y/refunds", { body, key: "k" }],
  [() => patients.releaseHold("p", "y"), "POST clinic/patients/p/payments/y/release-hold"],
  [() => patients.createPayment("p", "k", body), "POST clinic/patients/p/payments", { body, key: "k" }],
  [() => patients.voidPayment("p", "y", "k", body), "POST clinic/patients/p/payments/y/void", { body, key: "k" }],
  [
    () => patients.transferCredit("p", "y", "k", body),
    "POST clinic/patients/p/payments/y/transfers",
    { body, key: "k" },
  ],
  [() => patients.mergePatients("k", body), "POST clinic/patient-merges", { body, key: "k" }],
  [() => patients.getRefundReceipt("p", "y", "r"), "GET clinic/patients/p/payments/y/refunds/r/receipt"],
  [
    () => patients.getStatement("p", { from: "2026-01-01" }, "csv"),
    "GET clinic/patients/p/credit/statement?from=2026-01-01&format=csv",
  ],
  [() => settings.changeSettings(body, '"1"'), "PATCH clinic/billing-settings", { body, seen: '"1"' }],
  [() => settings.getPastChanges("c"), "GET clinic/billing-settings/changes?limit=10&cursor=c"],
  [
    () => settings.saveLocation({ id: "l", name: "North", active: false, extra: 1 }),
    "PUT clinic/locations/l",
    { body: { name: "North", active: false } },
  ],
  [() => settings.linkAccount("a"), "POST clinic/payment-accounts/a/link"],
  [() => settings.makePrimary("a"), "POST clinic/payment-accounts/a/make-primary"],
  [() => settings.getProofs("c"), "GET clinic/proofs?cursor=c"],
  [() => settings.getProof("2026-01-01"), "GET clinic/proofs/2026-01-01"],
  [() => webhooks.getEndpoints(), "GET clinic/webhook-endpoints"],
  [() => webhooks.addEndpoint(body), "POST clinic/webhook-endpoints", { body }],
  [() => webhooks.rotateSecret("e"), "POST clinic/webhook-endpoints/e/secret"],
  [() => webhooks.switchEndpoint("e", false), "PATCH clinic/webhook-endpoints/e", { body: { enabled: false } }],
  [() => webhooks.removeEndpoint("e"), "DELETE clinic/webhook-endpoints/e"],
  [() => webhooks.sendTest("e"), "POST clinic/webhook-endpoints/e/test"],
  [
    () => webhooks.resend("e", "2026-01-01"),
    "POST clinic/webhook-endpoints/e/resend",
    { body: { since: "2026-01-01" } },
  ],
  [() => webhooks.getDeliveries("e", "c"), "GET clinic/webhook-endpoints/e/deliveries?limit=5&cursor=c"],
];

for (const [call, line, sent = {}] of calls)
  test(`a page asks ${line}`, async () => {
    await call();
    const [{ method, address, headers, body: text }] = asked;
    assert.equal(`${method} ${address}`, line.replace(" ", " v1/"));
    assert.deepEqual(
      { body: text && JSON.parse(text), key: headers["Idempotency-Key"], seen: headers["If-Match"] },
      { body: undefined, key: undefined, seen: undefined, ...sent },
    );
  });

const modules = [account, clinic, patients, settings, webhooks];
test("no call of the pages is left out", () => {
  const known = modules.flatMap(Object.keys);
  const tried = new Set(calls.map(([call]) => String(call).match(/\.(\w+)\(/)[1]));
  assert.deepEqual(
    known.filter((name) => !tried.has(name)),
    [],
  );
});

test("a list is its items, and a link its address", async () => {
  for (const call of [account.getCards, clinic.getAccounts, clinic.getLocations, webhooks.getEndpoints]) {
    willRespond([200, { items: [{ id: "x" }] }]);
    assert.deepEqual(await call(), [{ id: "x" }]);
  }
  willRespond([200, { url: "https://connect.stripe.com/x" }]);
  assert.equal(await settings.linkAccount("a"), "https://connect.stripe.com/x");
});

test("a secret or a test event is never asked for twice after a lost answer", async () => {
  for (const call of [() => webhooks.addEndpoint({}), () => webhooks.rotateSecret("e"), () => webhooks.sendTest("e")]) {
    forget();
    responses.push(() => Promise.reject(new TypeError("lost")));
    await assert.rejects(call(), { code: "network" });
    assert.equal(asked.length, 1);
  }
});

test("a file is checked without a trace, and imported under the key of its content", async () => {
  const file = await ImportFile.of(new File(["a,b\n1,2\n"], "balances.csv"));
  assert.equal(file.name, "balances.csv");
  await file.check();
  await file.send();
  await new ImportFile("again.csv", new TextEncoder().encode("a,b\n1,2\n").buffer).send();
  const [check, first, again] = asked;
  assert.equal(check.address, "v1/clinic/imports/opening-balances?dry_run=true");
  assert.ok(!("Idempotency-Key" in check.headers));
  assert.equal(first.address, "v1/clinic/imports/opening-balances");
  assert.equal(first.headers["Idempotency-Key"], `file-${createHash("sha256").update("a,b\n1,2\n").digest("hex")}`);
  assert.equal(again.headers["Idempotency-Key"], first.headers["Idempotency-Key"]);
  assert.equal(await check.body.text(), "a,b\n1,2\n");
  assert.equal(first.headers["Content-Type"], "text/csv");
});

test("the same request keeps its key until it was answered, and then gets a new one", async () => {
  const keys = [];
  const sends = (problem) => (key, sent) => {
    keys.push(key);
    assert.deepEqual(sent, { amount: 5 });
    if (problem) throw problem;
    return { id: "made" };
  };
  const lost = [new Problem(), new Problem({ status: 503 }), new TypeError("ours")];
  for (const problem of lost)
    await assert.rejects(
      sendOnce("refund", { amount: 5 }, async (...sent) => sends(problem)(...sent)),
      problem,
    );
  assert.deepEqual(await sendOnce("refund", { amount: 5 }, async (...sent) => sends()(...sent)), { id: "made" });
  assert.equal(new Set(keys).size, 1);
  await assert.rejects(
    sendOnce("refund", { amount: 5 }, async (...sent) => sends(new Problem({ status: 409 }))(...sent)),
  );
  await sendOnce("refund", { amount: 5 }, async (...sent) => sends()(...sent));
  await sendOnce("void", { amount: 5 }, async (...sent) => sends()(...sent));
  assert.equal(new Set(keys).size, 4);
  assert.match(keys[0], /^[0-9a-f-]{36}$/);
});

const signIn = (owner) =>
  session.keep({ access_token: "t", since: 0, expires_at: Date.now() + 60_000, person: { owner, id: owner } });

test("a top-up keeps its key for the same amount and location, whatever happens to the page", () => {
  signIn("ana");
  const first = attempts.beginAttempt(5_000, "north");
  assert.match(first.key, /^[0-9a-f-]{36}$/);
  assert.deepEqual([first.amount, first.location_id], [5_000, "north"]);
  assert.deepEqual(attempts.beginAttempt(5_000, "north"), first);
  assert.deepEqual(attempts.attempt(), first);
  for (const [amount, location] of [
    [5_001, "north"],
    [5_001, "south"],
  ]) {
    const before = attempts.attempt();
    assert.notEqual(attempts.beginAttempt(amount, location).key, before.key);
  }
  signIn("ben");
  assert.equal(attempts.attempt(), null);
  signIn("ana");
  assert.equal(attempts.attempt().amount, 5_001);
});

test("a change of a top-up that another tab gave up meanwhile is dropped", () => {
  signIn("cleo");
  attempts.updateAttempt({ id: "none" });
  assert.equal(attempts.attempt(), null);
  const { key } = attempts.beginAttempt(5_000, "north");
  attempts.updateAttempt({ id: "top_1" }, "another key");
  assert.equal(attempts.attempt().id, undefined);
  attempts.updateAttempt({ id: "top_1" }, key);
  attempts.updateAttempt({ unsure: true });
  assert.deepEqual(attempts.attempt(), { key, amount: 5_000, location_id: "north", id: "top_1", unsure: true });
});

test("a top-up that ended leaves nothing; one given up leaves its form, and isn't offered again", () => {
  signIn("dana");
  attempts.beginAttempt(5_000, "north");
  attempts.updateAttempt({ id: "top_2" });
  attempts.updateForm({ text: "50" });
  attempts.updateForm({ method: "card" });
  attempts.abandonAttempt();
  assert.deepEqual([attempts.attempt(), attempts.isDismissed("top_2")], [null, true]);
  assert.deepEqual(attempts.form(), { text: "50", method: "card", owner: "dana" });
  attempts.beginAttempt(5_000, "north");
  attempts.updateAttempt({ id: "top_3" });
  attempts.endAttempt();
  assert.deepEqual([attempts.attempt(), attempts.form(), attempts.isDismissed("top_3")], [null, {}, false]);
});

test("what one person typed is not the next one's", () => {
  signIn("eve");
  attempts.updateForm({ text: "20" });
  signIn("finn");
  assert.deepEqual(attempts.form(), {});
  attempts.updateForm({ method: "card" });
  assert.deepEqual(attempts.form(), { method: "card", owner: "finn" });
});

test("the last twenty top-ups that a patient dismissed are remembered", () => {
  signIn("gus");
  attempts.dismiss(undefined);
  for (let number = 0; number < 21; number += 1) attempts.dismiss(`top_${number}`);
  assert.deepEqual(
    [0, 1, 20].map((number) => attempts.isDismissed(`top_${number}`)),
    [false, true, true],
  );
});
