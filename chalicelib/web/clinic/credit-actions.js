import { h } from "../dom.js";
import { lazyButton } from "../lazy-button.js";
import { t } from "../words.js";
import { troubleLine } from "../work-button.js";
import { mayDoEverything } from "./our-clinic.js";

/**
 * What staff may add to a patient's credit, which is nothing at a clinic that is closed, and `more` beside it.
 *
 * @param {string} patient
 * @param {boolean} closed
 * @param {HTMLElement | null} more
 */
export function creditActions(patient, closed, more = null) {
  if (closed) return h("div", { class: "stack tight" }, h("p", { class: "soft" }, t("patient.clinic-closed")), more);
  const trouble = troubleLine();
  /** @param {"recorded" | "memo" | "opening_balance"} kind */
  const action = (kind) =>
    lazyButton(t(`patient.add-${kind}`), trouble, async () =>
      (await import("./record-credit.js")).recordCredit(patient, kind),
    );
  const full = mayDoEverything();
  return h(
    "div",
    { class: "stack tight" },
    h("div", { class: "actions" }, action("recorded"), full && action("memo"), full && action("opening_balance"), more),
    trouble,
  );
}

/**
 * Merging the patient into another one, for full access.
 *
 * @param {string} patient
 * @param {string | null} name
 */
export function mergeAction(patient, name) {
  if (!mayDoEverything()) return null;
  const trouble = troubleLine();
  const load = async () => (await import("./ask-to-merge.js")).askToMerge(patient, name);
  return h("div", {}, h("div", { class: "actions" }, lazyButton(t("patient.merge"), trouble, load)), trouble);
}
