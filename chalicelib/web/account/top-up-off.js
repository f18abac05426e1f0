import { t, tryWords } from "../words.js";

/** Why credit can't be added now: our words for the service's reason, else the reason itself when it is a sentence. */
export function whyOff({ reason }) {
  return tryWords([`off.${reason}`], /\s/.test(reason ?? "") ? reason : t("off.other"));
}
