import { money } from "../format.js";
import { showAgain } from "../router.js";
import { TextField } from "../text-field.js";
import { needWords, t } from "../words.js";
import { askForm } from "./ask-form.js";
import { voidPayment } from "./patient-calls.js";

/**
 * Prepares the question whether to void a payment; resolves to what asks it.
 *
 * @param {Api.Payment} payment
 */
export async function askToVoid(payment) {
  await needWords(["record"]);
  return () => ask(payment);
}

/** @param {Api.Payment} payment */
async function ask({ patient_id: patient, id, amount, source }) {
  const values = { amount: money(amount) };
  const reason = new TextField("reason", t("record.reason"), { hint: t("record.reason-hint"), longest: 500 });
  const made = await askForm({
    title: t("void.title", values),
    explain: t(source === "recorded" ? "void.explain-recorded" : "void.explain", values),
    submit: t("void.submit"),
    working: t("void.working"),
    cancel: t("void.keep"),
    fields: { reason },
    check: () => [reason.checkGiven(t("record.reason-needed"))],
    body: () => ({ reason: reason.text }),
    what: `void ${patient} ${id}`,
    send: (key, body) => voidPayment(patient, id, key, body),
    danger: true,
  });
  if (made) await showAgain(t("void.done", values));
}
