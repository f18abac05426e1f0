import { fact, h } from "../dom.js";
import { t } from "../words.js";

/**
 * What a patient is told before paying: the clinic's refund policy, and what the card statement will show.
 *
 * @param {Api.Credit["top_up"]} offer
 */
export function beforePaying({ refund_policy: policy, statement_descriptor: words }) {
  if (!policy && !words) return null;
  return h(
    "dl",
    { class: "terms small" },
    policy && fact(t("add.refund-policy"), h("bdi", {}, policy)),
    words && fact(t("add.statement"), h("bdi", {}, words)),
  );
}
