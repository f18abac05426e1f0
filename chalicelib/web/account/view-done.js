import { refreshCredit } from "./credit.js";
import { getReceipt, getTopUp, settle } from "./calls.js";
import { attempt, endAttempt } from "./attempt.js";
import { fact, factList, h, icon } from "../dom.js";
import { cardName, money } from "../format.js";
import { moment } from "../moment.js";
import { receiptButton } from "../receipt-button.js";
import { whenReceiptReady } from "../receipt.js";
import { heading, replaceWith, show } from "../router.js";
import { person } from "../session.js";
import { t } from "../words.js";

const ask_again_ms = 3000;

/**
 * @param {Api.TopUp} topUp
 * @param {Api.Credit} credit
 * @param {HTMLElement} number
 */
function facts(topUp, credit, number) {
  return factList(
    fact(t("done.amount"), money(topUp.amount)),
    topUp.refunded?.amount > 0 && fact(t("done.refunded"), money(topUp.refunded)),
    fact(t("done.balance"), h("span", { id: "new-balance" }, money(credit.available))),
    person().name && fact(t("done.patient"), h("bdi", {}, person().name)),
    fact(t("done.location"), h("bdi", {}, topUp.location.name)),
    topUp.card && fact(t("done.card"), cardName(topUp.card)),
    fact(t("done.date"), moment(topUp.succeeded_at ?? topUp.created_at)),
    fact(t("done.number"), number),
  );
}

/**
 * The download waits for nobody: the button is there at once and says "preparing" while the PDF is being made.
 *
 * @param {Api.TopUp} topUp
 * @param {AbortSignal} leave
 */
function receiptParts(topUp, leave) {
  const number = h("span", {}, topUp.receipt?.number ?? t("receipt.number-soon"));
  const slot = h(
    "span",
    {},
    receiptButton(() => getReceipt(topUp.id), t("receipt.download"), { kind: "primary" }),
  );
  if (topUp.receipt?.status !== "ready") {
    whenReceiptReady(() => getReceipt(topUp.id), leave).then(
      (receipt) => {
        if (receipt) number.textContent = receipt.number;
      },
      () => {},
    );
  }
  return { number, slot };
}

/**
 * @param {Api.TopUp} topUp
 * @param {Api.Credit} credit
 * @param {AbortSignal} leave
 */
function confirmation(topUp, credit, leave) {
  const { number, slot } = receiptParts(topUp, leave);
  return h(
    "div",
    { class: "stack confirmation" },
    h(
      "div",
      { class: "stack tight" },
      h("span", { class: "tick" }, icon("check")),
      heading(t("done.heading", { amount: money(topUp.amount) })),
      h("p", { class: "soft screen-only" }, t("done.thanks")),
    ),
    h("section", { class: "panel", "aria-label": t("done.details") }, facts(topUp, credit, number)),
    h("p", { class: "small soft" }, t("done.prepayment")),
    h(
      "div",
      { class: "actions" },
      slot,
      h("button", { class: "button", type: "button", onclick: () => print() }, icon("print"), t("done.print")),
      h("a", { class: "button quiet", href: "#/" }, t("done.back")),
    ),
  );
}

/**
 * The bank takes its time: nothing to do but to ask again, for as long as the patient looks on.
 *
 * @param {Api.TopUp} topUp
 * @param {AbortSignal} leave
 */
function stillWaiting(topUp, leave) {
  const timer = setTimeout(show, ask_again_ms);
  leave.addEventListener("abort", () => clearTimeout(timer));
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "stack tight" },
      h("span", { class: "tick wait" }, icon("clock")),
      heading(t("waiting.title")),
      h("p", {}, t("waiting.text", { amount: money(topUp.amount) })),
    ),
    h("div", { class: "actions" }, h("a", { class: "button", href: "#/" }, t("done.back"))),
  );
}

/**
 * Where a payment ends: the service is asked, never the browser's memory, so this page can be reloaded and kept.
 *
 * @param {Page.Place} place
 * @returns {Promise<Node>}
 */
export default async function done({ ids: [id = ""], leave }) {
  let topUp = await getTopUp(id);
  if (["pending", "processing"].includes(topUp.status)) topUp = await settle(id);
  if (topUp.status === "processing") return stillWaiting(topUp, leave);
  if (topUp.status === "pending") return goBack();
  if (attempt()?.id === id) endAttempt();
  if (topUp.status !== "succeeded") return goBack();
  return confirmation(topUp, await refreshCredit(), leave);
}

function goBack() {
  queueMicrotask(() => replaceWith(attempt() ? "#/add" : "#/"));
  return h("p", { role: "status" }, t("loading"));
}
