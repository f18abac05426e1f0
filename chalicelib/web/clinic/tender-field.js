import { t } from "../words.js";
import { ChoiceField } from "./choice-fields.js";

/** @type {Api.Tender[]} */
const tenders = ["cash", "cheque", "e_transfer", "terminal", "other"];

/**
 * How money was received, or given back.
 *
 * @param {string} label
 */
export function tenderField(label) {
  /** @type {Array<[string, string]>} */
  const options = tenders.map((each) => [each, t(`tender.${each}`)]);
  return new ChoiceField("tender", label, options, { none: t("record.choose") });
}
