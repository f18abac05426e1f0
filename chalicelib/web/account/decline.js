import { t, tryWords } from "../words.js";

/**
 * Why a payment didn't go through, by the first code that the catalogue has a sentence for.
 *
 * @param {StripeJs.Problem | undefined} error
 * @param {Api.LastError | null} lastError
 */
export function declineWords(error, lastError) {
  const codes = [error?.decline_code, error?.code, lastError?.decline_code, lastError?.code].filter(Boolean);
  return tryWords(
    codes.map((code) => `decline.${code}`),
    t("decline.generic"),
  );
}
