import { ask } from "../dialog.js";
import { h, notice } from "../dom.js";
import { money } from "../format.js";
import { showAgain } from "../router.js";
import { t } from "../words.js";
import { telling, troubleLine, workButton } from "../work-button.js";
import { mayDoEverything } from "./our-clinic.js";
import { refund, releaseHold } from "./patient-calls.js";
import { refundWords } from "./refund-words.js";

/** @param {Api.Payment} payment */
async function askToRelease({ patient_id: patient, id }) {
  const act = async () => {
    await releaseHold(patient, id);
    return true;
  };
  const done = await ask({
    title: t("hold.release-ask"),
    content: h("p", {}, t("hold.release-explain")),
    submit: t("hold.release"),
    working: t("hold.releasing"),
    cancel: t("cancel"),
    act,
  });
  if (done) await showAgain(t("hold.released"));
}

/**
 * Refunds all that is left, by one press. Pressed again after a lost answer, it is the same refund.
 *
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 */
function refundButton({ patient_id: patient, id }, most) {
  const key = crypto.randomUUID();
  const body = { amount: most.amount, reason: t("hold.refund-reason") };
  const trouble = troubleLine();
  const act = async () => showAgain(refundWords(await refund(patient, id, key, body)));
  const words = t("hold.refund", { amount: money(most) });
  const button = workButton(words, t("refund.working"), telling(trouble), act);
  button.classList.add("danger");
  return [button, trouble];
}

/**
 * Why a payment is on hold, with the ways out for those who may take them; nothing for a payment that isn't.
 *
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 */
export function heldNotice(payment, most) {
  if (!payment.hold) return null;
  const release = h(
    "button",
    { class: "button", type: "button", onclick: () => askToRelease(payment) },
    t("hold.release"),
  );
  const [button, trouble] = most.amount > 0 ? refundButton(payment, most) : [];
  return notice(
    "bad",
    "alert",
    h("p", {}, h("strong", {}, t("hold.title")), " · ", t(`hold.${payment.hold.reason}`)),
    most.amount <= 0 && h("p", {}, t("hold.spent")),
    mayDoEverything() ? h("div", { class: "actions" }, button, release) : h("p", {}, t("hold.ask-full-access")),
    trouble,
  );
}
