import { dateFormat } from "./formats.js";
import { tab } from "./store.js";

/** @type {Intl.DateTimeFormatOptions} */
const minutes = { dateStyle: "short", timeStyle: "short" };
/** @type {Promise<unknown>} */
let answered = Promise.resolve();

/**
 * Dates are shown in the clinic's time zone, which comes with this answer.
 *
 * @param {Promise<unknown>} answer
 */
export const zoneComesWith = (answer) => void (answered = answer.catch(() => {}));

/** Resolves when the clinic's zone is known, or can't be known now. */
export const zoneKnown = async () => tab.read("clinic")?.time_zone ?? answered;

/**
 * A format in the clinic's zone; in the device's when the clinic's isn't known, or not to this browser.
 *
 * @param {Intl.DateTimeFormatOptions} options
 */
export function inClinicZone(options) {
  try {
    return dateFormat({ ...options, timeZone: tab.read("clinic")?.time_zone });
  } catch {
    return dateFormat(options);
  }
}

/**
 * The zone's letters where the device's clock shows another time than the clinic's, with a space before them; else "".
 *
 * @param {Date} time
 */
export function zoneLetters(time) {
  const here = dateFormat(minutes).format(time);
  if (inClinicZone(minutes).format(time) === here) return "";
  const parts = inClinicZone({ timeZoneName: "short" }).formatToParts(time);
  return `\u00a0${parts.find((part) => part.type === "timeZoneName")?.value}`;
}
