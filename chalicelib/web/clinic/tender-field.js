import { t } from "../words.js";
import { ChoiceField } from "./choice-fields.js";

/** @type {Api.Tender[]} */
const tenders = ["cash", "cheque", "e_transfer", "terminal", "other"];

/** How money was received, or given back. */
export function tenderField() {
  /** @type {Array<[string, string]>} */
  const options = tenders.map((each) => [each, t(`tender.${each}`)]);
  return new ChoiceField("tender", t("record.tender"), options, { none: t("record.choose") });
}
