import { cardName } from "../card-name.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { showAgain } from "../router.js";
import { TextField } from "../text-field.js";
import { needWords, t } from "../words.js";
import { AmountField } from "./amount-field.js";
import { askForm } from "./ask-form.js";
import { PatientChoice } from "./patient-choice.js";
import { transferCredit } from "./patient-calls.js";

/**
 * Prepares the form that transfers a payment, or part of it, to another patient; resolves to what opens it.
 *
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 */
export async function askToTransfer(payment, most) {
  await needWords(["record"]);
  return () => ask(payment, most);
}

/**
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 */
async function ask(payment, most) {
  const { patient_id: patient, id, card } = payment;
  const { currency } = most;
  const summary = h("p", { class: "notice", role: "status", hidden: true });
  const tell = () => {
    const known = amount.amount !== null && to.id !== "";
    const values = {
      amount: money({ amount: amount.amount ?? 0, currency }),
      from: payment.patient.name ?? patient,
      to: to.who,
    };
    const after = card ? t("transfer.card", { card: cardName(card) }) : t("transfer.later");
    summary.textContent = known ? `${t("transfer.will", values)} ${after}` : "";
    summary.hidden = !known;
  };
  const to = new PatientChoice("to_patient_id", t("transfer.to"), { but: [patient], changed: tell });
  const hint = t("apply.most", { amount: money(most) });
  const amount = new AmountField("amount", t("record.amount"), currency, { value: most.amount, hint });
  amount.input.addEventListener("input", tell);
  const reason = new TextField("reason", t("record.reason"), { hint: t("record.reason-hint"), longest: 500 });
  const made = await askForm({
    title: t("transfer.title"),
    explain: t("transfer.explain"),
    submit: t("transfer.submit"),
    working: t("transfer.working"),
    fields: { to_patient_id: to, amount, reason },
    last: summary,
    check: () => [to.checkPicked(), amount.checkWithin(1, most.amount), reason.checkGiven(t("record.reason-needed"))],
    body: () => ({ to_patient_id: to.id, amount: amount.amount ?? 0, reason: reason.text }),
    what: `transfer ${patient} ${id}`,
    send: (key, body) => transferCredit(patient, id, key, body),
  });
  if (made) await showAgain(t("transfer.done", { amount: money(made.amount), to: to.who }));
}
