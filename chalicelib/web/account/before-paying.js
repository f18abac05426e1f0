import { h } from "../dom.js";
import { t } from "../words.js";

/**
 * What a patient is told before paying: the clinic's refund policy, and what the card statement will show.
 *
 * @param {Api.Credit["top_up"]} offer
 */
export function beforePaying({ refund_policy: policy, statement_descriptor: words }) {
  if (!policy && !words) return null;
  /**
   * @param {string} title
   * @param {Page.Child} value
   */
  const line = (title, value) => h("div", {}, h("dt", {}, title), h("dd", {}, value));
  return h(
    "dl",
    { class: "terms small" },
    policy && line(t("add.refund-policy"), h("bdi", {}, policy)),
    words && line(t("add.statement"), h("bdi", {}, words)),
  );
}
