import { t, tryWords } from "../words.js";

/**
 * Why credit can't be added now.
 *
 * @param {Api.Offer} offer
 */
export function whyOff({ reason }) {
  return tryWords([`off.${reason}`], t("off.other"));
}
