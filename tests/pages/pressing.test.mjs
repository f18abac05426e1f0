/** A press in My Account does what it promises, or tells why not: also when a part of the page doesn't arrive. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Happening } from "./dom.mjs";
import { control, happened, modules, openPage, opened, settled } from "./page.mjs";

await openPage("account", { sub: "pat_ana", patient: "pat_ana", clinic: "c", role: "patient", name: "Ana" });
const { t } = await import("../../chalicelib/web/words.js");

const payment = "#/payment/pay_7j5ycw2m3xkqv4hd6ra2bt5ezu";
const useCredit = t("invoices.pay-one", { number: "2026-1042" });
const told = () =>
  document
    .querySelectorAll("[role=alert]")
    .filter((each) => !each.hidden && each.textContent.trim())
    .map((each) => each.textContent);

async function press(name) {
  const element = control(name) ?? assert.fail(`there is no ${name}`);
  element.click();
  await settled();
}

/** A story in which what is sent to an address that ends so waits for `go`, which decides what comes of it. */
function held(end) {
  let go = () => {};
  const hold = async (method, path, content) =>
    method === "GET" || !path.endsWith(end) ? content : ((await new Promise((resolve) => (go = resolve))) ?? content);
  return [hold, (answer) => go(answer)];
}

beforeEach(() => {
  modules.lost = /^$/;
  navigator.onLine = true;
});

for (const [view, name, lost] of [
  [payment, t("receipt.download"), /receipt\.js$/],
  ["#/payments", t("statement"), /ask-for-statement\.js$/],
])
  test(`when what "${name}" needs doesn't arrive, that is told, and the next press does it`, async () => {
    await opened(view);
    modules.lost = lost;
    await press(name);
    assert.deepEqual(told(), [t("problem.unexpected")]);
    navigator.onLine = false;
    await press(name);
    assert.deepEqual(told(), [t("problem.network")]);
    modules.lost = /^$/;
    await press(name);
    assert.deepEqual(told(), []);
  });

test("two presses of Print open one tab, which goes when there is nothing to show in it", async () => {
  const receipt = { status: "ready", url: "https://receipts.example/a", print_url: "https://receipts.example/b" };
  const { printButton } = await import("../../chalicelib/web/print-button.js");
  const opens = [];
  const tab = () => ({ location: { href: "" }, close: () => void opens.push("closed") });
  const { open } = globalThis;
  globalThis.open = () => void opens.push("opened") ?? tab();
  for (const lost of [/^$/, /receipt\.js$/]) {
    modules.lost = lost;
    opens.length = 0;
    const [button] = printButton(async () => receipt, "Print").querySelectorAll("button");
    button.click();
    button.click();
    await settled();
    assert.deepEqual(opens, lost.test("receipt.js") ? ["opened", "closed"] : ["opened"]);
  }
  globalThis.open = open;
});

test("credit is used for an invoice once, however often that is pressed and the form opened", async () => {
  let tries = 0;
  await opened("#/invoices", (method, _, content) =>
    method === "POST" && (tries += 1) < 4 ? { refused: 503, status: 503, code: "temporarily_unavailable" } : content,
  );
  const keys = new Set();
  const { fetch } = globalThis;
  globalThis.fetch = (address, sent) => {
    if (sent.method === "POST") keys.add(sent.headers["Idempotency-Key"]);
    return fetch(address, sent);
  };
  control(useCredit).click();
  control(useCredit).click();
  await settled();
  assert.equal(document.querySelectorAll("dialog").length, 1);
  await press(t("invoices.submit"));
  assert.deepEqual(told(), [t("problem.temporarily_unavailable")]);
  await press(t("invoices.cancel"));
  await press(useCredit);
  await press(t("invoices.submit"));
  assert.equal(document.querySelectorAll("dialog").length, 0);
  assert.deepEqual([tries, keys.size], [4, 1]);
  globalThis.fetch = fetch;
});

for (const [how, leave] of [
  ["Cancel", () => control(t("cards.keep")).click()],
  ["Escape", (dialog) => dialog.dispatchEvent(new Happening("cancel")) && dialog.close()],
  ["a second Escape, which no page can prevent", (dialog) => dialog.close()],
])
  test(`a question that is being carried out isn't closed by ${how}, so that its outcome is told`, async () => {
    const [story, go] = held("me/cards/pm_1Q2w3E4r5T");
    await opened("#/cards", story);
    await press("Remove Visa");
    await press(t("cards.remove"));
    const dialog = document.querySelector("dialog");
    leave(dialog);
    await settled();
    assert.ok(dialog.isConnected && dialog.open);
    go({ refused: 409, status: 409, code: "odd" });
    await settled();
    assert.deepEqual(told(), [t("problem.unexpected")]);
    await press(t("cards.remove"));
    go();
    await settled();
    assert.equal(document.querySelector("dialog"), null);
    assert.match(document.getElementById("main").textContent, /was removed/);
  });

test("a question that isn't being carried out is closed by Cancel and by Escape", async () => {
  await opened("#/cards");
  for (const leave of [
    () => control(t("cards.keep")).click(),
    (dialog) => dialog.dispatchEvent(new Happening("cancel")) && dialog.close(),
  ]) {
    await press("Remove Visa");
    leave(document.querySelector("dialog"));
    await settled();
    assert.equal(document.querySelector("dialog"), null);
  }
  assert.deepEqual(happened(), []);
});

test("a page whose words in the other language don't arrive stays as it is, tells so, and changes later", async () => {
  await opened("#/cards");
  const title = document.title;
  const language = () => document.getElementById("language").click();
  modules.lost = /checkout-fr-CA/;
  language();
  await settled();
  assert.deepEqual([document.title, document.documentElement.lang, told()], [title, "en", [t("problem.unexpected")]]);
  modules.lost = /^$/;
  language();
  await settled();
  assert.deepEqual([document.documentElement.lang, told()], ["fr-CA", []]);
  language();
  await settled();
  assert.equal(document.title, title);
});
