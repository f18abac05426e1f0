import { h } from "../dom.js";
import { goAndTell } from "../router.js";
import { TextField } from "../text-field.js";
import { needWords, t } from "../words.js";
import { askForm } from "./ask-form.js";
import { PatientChoice } from "./patient-choice.js";
import { mergePatients } from "./patient-calls.js";

/**
 * Prepares the form that merges a patient into another one; resolves to what opens it.
 *
 * @param {string} patient
 * @param {string | null} name
 */
export async function askToMerge(patient, name) {
  await needWords(["record"]);
  return () => ask(patient, name ? `${name} (${patient})` : patient);
}

/**
 * @param {string} patient
 * @param {string} who
 */
async function ask(patient, who) {
  const summary = h("p", { class: "notice", role: "status", hidden: true });
  const tell = () => {
    summary.hidden = into.id === "";
    summary.textContent = into.id && t("merge.will", { from: who, to: into.who });
  };
  const into = new PatientChoice("into", t("merge.into"), { but: [patient], changed: tell });
  const reason = new TextField("reason", t("record.reason"), { hint: t("record.reason-hint"), longest: 500 });
  const made = await askForm({
    title: t("merge.title"),
    explain: t("merge.explain"),
    submit: t("merge.submit"),
    working: t("merge.working"),
    fields: { into, reason },
    last: summary,
    check: () => [into.checkPicked(), reason.checkGiven(t("record.reason-needed"))],
    body: () => ({ from: patient, into: into.id, reason: reason.text }),
    what: "merge",
    send: mergePatients,
    danger: true,
  });
  if (made) await goAndTell(`#/patient/${made.into}`, t("merge.done", { from: who }));
}
