import { h } from "../dom.js";
import { lazyButton } from "../lazy-button.js";
import { receiptButton } from "../receipt-button.js";
import { showAgain } from "../router.js";
import { t } from "../words.js";
import { troubleLine } from "../work-button.js";
import { askToApply } from "./ask-to-apply.js";
import { mayDoEverything, takesAnyInvoice } from "./our-clinic.js";
import { applyFrom, getDuplicate } from "./patient-calls.js";
import { firstSource } from "./payment-details.js";

/** @param {Api.Payment} payment */
const isDisputed = ({ disputes }) => disputes.some(({ withdrawn_at: at, closed_at: end }) => at && !end);

/** @param {Api.Payment} payment */
const isVoidable = ({ source, amount, unapplied }) =>
  ["recorded", "memo", "opening_balance"].includes(source) && unapplied.amount === amount.amount;

/**
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 * @param {Api.Listing<Api.Invoice>} open
 */
async function apply(payment, most, open) {
  const { patient_id: patient, id } = payment;
  /**
   * @param {string} key
   * @param {Api.NewApplication} body
   */
  const send = (key, body) => applyFrom(patient, id, key, body);
  const done = await askToApply({ patient, from: `${patient} ${id}`, open, most, explain: t("apply.from-one"), send });
  if (done) await showAgain(t("apply.done", done));
}

/**
 * What only full access may do: give the money back, move it to another patient, void what was recorded by mistake.
 *
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 * @param {HTMLElement} trouble
 */
function moneyActions(payment, most, trouble) {
  const { disputed } = payment;
  const isFree = most.amount > 0 && !isDisputed(payment);
  return [
    isFree &&
      firstSource(payment) !== "memo" &&
      lazyButton(t("refund.title"), trouble, async () =>
        (await import("./ask-to-refund.js")).askToRefund(payment, most),
      ),
    isFree &&
      disputed.amount === 0 &&
      !payment.hold &&
      lazyButton(t("payment.transfer"), trouble, async () =>
        (await import("./ask-to-transfer.js")).askToTransfer(payment, most),
      ),
    isVoidable(payment) &&
      lazyButton(t("payment.void"), trouble, async () => (await import("./ask-to-void.js")).askToVoid(payment)),
  ];
}

/**
 * What can be done with a payment, of which `most` can be spent.
 *
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 * @param {Api.Listing<Api.Invoice>} open
 */
export function paymentActions(payment, most, open) {
  const { patient_id: patient, id, receipt, source } = payment;
  const trouble = troubleLine();
  const hasReceipt = receipt?.number || (receipt && source === "recorded");
  const duplicate = receiptButton(() => getDuplicate(patient, id), t("payment.duplicate"));
  const buttons = [
    most.amount > 0 &&
      !payment.hold &&
      (takesAnyInvoice() || open.items.length > 0) &&
      h(
        "button",
        { class: "button primary", type: "button", onclick: () => apply(payment, most, open) },
        t("apply.title"),
      ),
    ...(mayDoEverything() ? moneyActions(payment, most, trouble) : []),
    hasReceipt && duplicate,
  ];
  return buttons.some(Boolean) && h("div", { class: "stack tight" }, h("div", { class: "actions" }, buttons), trouble);
}
