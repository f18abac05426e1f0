import { t, tryWords } from "../words.js";

/** Why a payment didn't go through, in plain words: the bank's reason if we have words for it, else Stripe's sentence. */
export function declineWords(error, lastError) {
  const codes = [error?.decline_code, error?.code, lastError?.decline_code, lastError?.code].filter(Boolean);
  const sentence = error?.type === "card_error" ? error.message : null;
  return tryWords(codes.map((code) => `decline.${code}`), sentence ?? lastError?.message ?? t("decline.generic"));
}
