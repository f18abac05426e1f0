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
 * How the money was given back outside Stripe.
 *
 * @param {NonNullable<Api.Refund["outside"]>} outside
 */
export function outsideWords({ tender, reference }) {
  return [t("refund.outside", { tender: t(`tender.${tender}`) }), reference].filter(Boolean).join(" · ");
}

/**
 * What to tell about a refund that was just asked for; a failed one with the reason.
 *
 * @param {Api.Refund} made
 */
export function refundWords({ status, amount, failure, outside }) {
  if (outside) return t("refund.said-outside", { amount: money(amount) });
  const said = t(`refund.said-${status}`, { amount: money(amount) });
  return failure ? `${said} ${failureWords(failure)}` : said;
}
