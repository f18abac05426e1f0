import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { showAgain } from "../router.js";
import { t } from "../words.js";
import { unapply } from "./patient-calls.js";

/**
 * @param {string} patient
 * @param {Api.Application} application
 * @param {{ amount: string, invoice: string }} values
 */
async function askToUnapply(patient, { id, payment_id: payment }, values) {
  const act = async () => {
    await unapply(patient, payment, id);
    return true;
  };
  const done = await ask({
    title: t("unapply.ask", values),
    content: h("p", {}, t("unapply.explain")),
    submit: t("unapply.title"),
    working: t("unapply.working"),
    cancel: t("cancel"),
    act,
  });
  if (done) await showAgain(t("unapply.done", values));
}

/**
 * The way back from an application, until it was taken.
 *
 * @param {string} patient
 * @param {Api.Application} application
 */
export function unapplyButton(patient, application) {
  const { amount, invoice_number: number, invoice_id: id, unapplied_at: ended } = application;
  const values = { amount: money(amount), invoice: number ?? id };
  const press = () => askToUnapply(patient, application, values);
  const name = t("unapply.one", { invoice: values.invoice });
  return (
    !ended && h("button", { class: "button", type: "button", "aria-label": name, onclick: press }, t("unapply.title"))
  );
}
