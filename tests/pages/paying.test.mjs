/** A patient who presses Pay is charged, or sees why not: whatever the script and the form of Stripe do meanwhile. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { network } from "./dom.mjs";
import { topUp } from "./stories.mjs";
import { control, happened, openPage, opened, settled, stripe } from "./page.mjs";

await openPage("account", { sub: "pat_ana", patient: "pat_ana", clinic: "c", role: "patient", name: "Ana" });
const { t } = await import("../../chalicelib/web/words.js");

const pending = topUp({ status: "pending" });
const button = () => document.querySelector(".checkout .button.primary");
const isAtWork = () => button().getAttribute("aria-disabled") === "true";
const told = () =>
  document
    .querySelectorAll("#main [role=alert]")
    .filter((each) => !each.hidden && each.textContent.trim())
    .map((each) => each.textContent);
const paid = () => happened().filter((line) => line.startsWith("asks Stripe pays"));
const pays = "asks Stripe pays pi_3Q_secret_9x with pm_1Q2w3E4r5T";

async function press(name, ms = 0) {
  control(name).click();
  await settled(ms);
}

/** Add Account Credit, with an amount and a new card, up to the press that opens the form. */
async function toCardForm(story = pending) {
  await opened("#/add", story);
  await press("$50");
  await press("new");
  await press(t("add.to-card"));
}

/** A story in which the top-up is started only when `go` is called. */
function held(story) {
  let go = () => {};
  const hold = async (method, path, content) => {
    if (method === "POST" && path.endsWith("me/top-ups")) await new Promise((resolve) => (go = resolve));
    return story(method, path, content);
  };
  return [hold, () => go()];
}

beforeEach(() => Object.assign(stripe, { error: undefined, form: "ready", throws: undefined, focused: 0 }));

test("when Stripe's script doesn't arrive, the press ends in a reason, and the next one tries again", async () => {
  network.scripts = false;
  await toCardForm();
  assert.deepEqual([isAtWork(), told()], [true, []]);
  await settled(60_000);
  assert.deepEqual([isAtWork(), told()], [false, [t("add.stripe-missing")]]);
  network.scripts = true;
  await press(t("add.to-card"));
  assert.deepEqual([button().textContent, told()], [t("add.pay", { amount: "$50.00" }), []]);
});

test("while Stripe's form is on its way the button shows it, and pressing again does nothing twice", async () => {
  stripe.form = "waits";
  await toCardForm();
  assert.ok(isAtWork() && button().textContent.includes(t("add.opening")));
  happened();
  for (let each = 0; each < 3; each += 1) button().click();
  await settled(0);
  assert.deepEqual(happened(), []);
  stripe.tell("ready");
  await settled(0);
  assert.deepEqual([isAtWork(), button().textContent], [false, t("add.pay", { amount: "$50.00" })]);
  await press(t("add.pay", { amount: "$50.00" }));
  assert.equal(paid().length, 1);
});

test("the form gets the focus once it is ready, unless the patient has gone on meanwhile", async () => {
  stripe.form = "waits";
  await toCardForm();
  stripe.tell("ready");
  await settled(0);
  assert.equal(stripe.focused, 1);
  await toCardForm();
  control("new").focus(); // As Stripe's frame has it, once its first field is pressed.
  stripe.tell("ready");
  await settled(0);
  assert.deepEqual([stripe.focused, document.activeElement.value], [1, "new"]);
});

for (const [what, happens] of [
  ["can't be loaded", () => stripe.tell("loaderror", { error: { message: "no" } })],
  ["never tells that it is ready", () => settled(60_000)],
])
  test(`a card form that ${what} is given up with a reason, and the next press draws another`, async () => {
    stripe.form = "waits";
    await toCardForm();
    await happens();
    await settled(0);
    assert.deepEqual([isAtWork(), told()], [false, [t("add.stripe-missing")]]);
    stripe.form = "ready";
    await press(t("add.to-card"));
    assert.deepEqual([button().textContent, told()], [t("add.pay", { amount: "$50.00" }), []]);
  });

test("a form of a top-up that expired meanwhile isn't blamed on the connection", async () => {
  stripe.form = "waits";
  await toCardForm(topUp({ status: "canceled" }));
  stripe.tell("loaderror", { error: { message: "no such intent" } });
  await settled(0);
  assert.deepEqual(told(), [t("add.lapsed")]);
});

test("going on to the card details never pays, whatever card is chosen meanwhile", async () => {
  const [story, go] = held(pending);
  await toCardForm(story);
  await press("pm_1Q2w3E4r5T");
  go();
  await settled(0);
  assert.deepEqual([paid(), isAtWork(), button().textContent], [[], false, t("add.pay", { amount: "$50.00" })]);
  await press(t("add.pay", { amount: "$50.00" }));
  assert.deepEqual(paid(), [pays]);
});

test("Pay charges the card that was chosen when it was pressed", async () => {
  const [story, go] = held(pending);
  await opened("#/add", story);
  await press("$50");
  await press(t("add.pay", { amount: "$50.00" }));
  await press("new");
  go();
  await settled(0);
  assert.deepEqual(paid(), [pays]);
});

test("a card that Stripe finds incomplete is told beside the button, and the focus stays in Stripe's form", async () => {
  stripe.error = { type: "validation_error", code: "incomplete_cvc" };
  await toCardForm();
  const before = document.activeElement;
  await press(t("add.pay", { amount: "$50.00" }));
  assert.deepEqual([paid().length, told(), isAtWork()], [1, [t("add.card-incomplete")], false]);
  assert.equal(document.activeElement, before);
  stripe.error = { decline_code: "insufficient_funds" };
  await press(t("add.pay", { amount: "$50.00" }));
  assert.equal(told().length, 1);
  assert.ok(told()[0].includes(t("decline.insufficient_funds")));
});

test("what Stripe's script throws while it pays is told, and asked about before anything is paid again", async () => {
  stripe.throws = new Error("IntegrationError: the element is not mounted");
  await toCardForm();
  await press(t("add.pay", { amount: "$50.00" }));
  assert.deepEqual([told(), isAtWork()], [[t("add.unsure")], false]);
  stripe.throws = undefined;
  happened();
  await press(t("add.pay", { amount: "$50.00" }));
  const asked = happened().filter((line) => /settle|pays/.test(line));
  assert.match(asked[0], /settle/);
  assert.match(asked[1], /Stripe pays/);
});

test("before a card form is drawn for a payment that may have been made, it is asked about", async () => {
  stripe.throws = new Error("the browser lost the connection");
  let status = "pending";
  await opened("#/add", (method, path, content) => topUp({ status })(method, path, content));
  await press("$50");
  await press(t("add.pay", { amount: "$50.00" }));
  assert.deepEqual(told(), [t("add.unsure")]);
  status = "succeeded";
  happened();
  await press("new");
  await settled();
  const forms = happened().filter((line) => line.includes("Stripe draws"));
  assert.deepEqual(forms, []);
  assert.match(location.hash, /^#\/payment\//);
});
