import { refreshCredit } from "./credit.js";
import { getTopUp, settle } from "./later-calls.js";
import { attempt, endAttempt } from "./attempt.js";
import { facts, receiptActions, receiptParts } from "./paid-parts.js";
import { h, icon } from "../dom.js";
import { money } from "../format.js";
import { heading, replaceWith, show } from "../router.js";
import { t } from "../words.js";

const ask_again_ms = 3000;
const fresh_ms = 60 * 60 * 1000;

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
    receiptActions(slot, topUp.id),
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
 * Where a payment ends: the service is asked, never the browser's memory, so this page can be reloaded.
 *
 * @param {Page.Place} place
 * @returns {Promise<Node>}
 */
export default async function done({ ids: [id = ""], leave }) {
  /** @type {Api.TopUp} */
  let topUp = await getTopUp(id);
  if (["pending", "processing"].includes(topUp.status)) topUp = await settle(id);
  if (topUp.status === "processing") return stillWaiting(topUp, leave);
  if (topUp.status === "pending") return goBack();
  if (attempt()?.id === id) endAttempt();
  if (topUp.status !== "succeeded") return goBack();
  if (!isFresh(topUp)) return goBack(`#/payment/${id}`);
  return confirmation(topUp, await refreshCredit(), leave);
}

/**
 * Thanks are for a payment that was just made. Later, or once something happened to it, it is shown as it stands.
 *
 * @param {Api.TopUp} topUp
 */
function isFresh({ succeeded_at: paid, refunded }) {
  return refunded.amount === 0 && paid !== null && Date.now() - Date.parse(paid) < fresh_ms;
}

function goBack(hash = attempt() ? "#/add" : "#/") {
  queueMicrotask(() => replaceWith(hash));
  return h("p", { role: "status" }, t("loading"));
}
