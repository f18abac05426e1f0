/** A press on the clinic's side does what it promises, or tells why not; what comes late never replaces what is newer. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Happening } from "./dom.mjs";
import { control, modules, openPage, opened, settled } from "./page.mjs";

await openPage("clinic", { sub: "usr_sam", clinic: "c", name: "Sam Tremblay", role: "full_access" });
const { needWords, t } = await import("../../chalicelib/web/words.js");
await needWords(["credit", "reports"]);

const main = () => document.getElementById("main").textContent;
const told = () =>
  document
    .querySelectorAll("[role=alert]")
    .filter((each) => !each.hidden && each.textContent.trim())
    .map((each) => each.textContent);
const down = { refused: 503, status: 503, code: "temporarily_unavailable" };

async function press(name) {
  const element = control(name) ?? assert.fail(`there is no ${name}`);
  element.click();
  await settled();
}

async function type(name, value) {
  const field = control(name) ?? assert.fail(`there is no ${name}`);
  field.value = value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Happening(kind, { bubbles: true }));
  await settled();
}

beforeEach(() => (modules.lost = /^$/));

for (const [name, lost] of [
  [t("refund.title"), /ask-to-refund/],
  [t("payment.transfer"), /ask-to-transfer/],
])
  test(`when the form of "${name}" doesn't arrive, that is told, and two presses open one`, async () => {
    await opened("#/payment/pat_ana/pay_1");
    modules.lost = lost;
    await press(name);
    assert.deepEqual(told(), [t("problem.unexpected")]);
    modules.lost = /^$/;
    const button = control(name);
    button.click();
    button.click();
    await settled();
    assert.equal(document.querySelectorAll("dialog").length, 1);
  });

test("a search that the service couldn't answer isn't told as one that found no one", async () => {
  let isDown = true;
  const story = (_, path, content) => (isDown && path.includes("clinic/patients") ? down : content);
  await opened("#/patients", story);
  await type("input patient", "Ana");
  assert.deepEqual(told(), [t("problem.temporarily_unavailable")]);
  await press(t("find.open"));
  assert.deepEqual(new Set(told()), new Set([t("problem.temporarily_unavailable")]));
  assert.ok(!main().includes(t("find.strange")));
  isDown = false;
  await type("input patient", "Ana N");
  await press(t("find.open"));
  assert.match(location.hash, /^#\/patient\//);
});

test("a patient to transfer to who couldn't be searched for isn't told as one there isn't", async () => {
  let isDown = false;
  await opened("#/payment/pat_ana/pay_1", (_, path, content) =>
    isDown && path.includes("clinic/patients?q=") ? down : content,
  );
  await press(t("payment.transfer"));
  isDown = true;
  await type("to_patient_id", "Ben");
  assert.deepEqual(told(), [t("problem.temporarily_unavailable")]);
  assert.ok(document.querySelector("dialog [role=radiogroup]").hidden);
  isDown = false;
  await type("to_patient_id", "Ana");
  assert.deepEqual(told(), []);
});

test("more lines of a report that isn't shown any more don't come below another one", async () => {
  let go = () => {};
  await opened("#/unapplied-credit", async (_, path, content) => {
    if (!path.includes("reports/unapplied")) return content;
    if (path.includes("cursor=")) await new Promise((resolve) => (go = resolve));
    return { ...content, next_cursor: path.includes("cursor=") ? null : "c2" };
  });
  const lines = () => document.querySelectorAll("#main tbody tr, #main .rows > li").length;
  const before = lines();
  await press(t("more"));
  await type("select All sources", "memo");
  go();
  await settled();
  assert.equal(lines(), before);
});

test("a balance of a moment that isn't asked for any more doesn't take the place of the one that is", async () => {
  let go = () => {};
  await opened("#/history/pat_ana", async (_, path, content) => {
    if (path.includes("at=2026-11-20")) await new Promise((resolve) => (go = resolve));
    const amount = { "at=2026-11-20": 111, "at=2026-11-21": 222 }[/at=[\d-]{10}/.exec(path)?.[0]];
    return amount ? { ...content, balance: { ...content.balance, amount } } : content;
  });
  await type("input at", "2026-11-20T10:00");
  await type("input at", "2026-11-21T10:00");
  go();
  await settled();
  assert.equal(document.getElementById("balance").textContent, "$2.22");
});
