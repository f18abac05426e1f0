import { money } from "../format.js";
import { t, tryWords } from "../words.js";

/**
 * Why a refund failed, in the words for Stripe's code.
 *
 * @param {string} failure
 */
export function failureWords(failure) {
  return tryWords([`refund.because-${failure}`], t("refund.because", { reason: failure.replaceAll("_", " ") }));
}

/**
 * What to tell about a refund that was just asked for; a failed one with the reason.
 *
 * @param {Api.Refund} made
 */
export function refundWords({ status, amount, failure }) {
  const said = t(`refund.said-${status}`, { amount: money(amount) });
  return failure ? `${said} ${failureWords(failure)}` : said;
}
