import { inClinicZone } from "../zone.js";

/**
 * The clinic's wall clock at a time, as milliseconds of UTC would show it.
 *
 * @param {number} at
 * @param {string} timeZone
 */
function wall(at, timeZone) {
  const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone });
  return Date.parse(`${format.format(at).replace(" ", "T")}Z`);
}

/**
 * The time at which the clinic's clock shows `text`, a value of a datetime-local field.
 *
 * @param {string} text
 */
export function clinicTime(text) {
  const { timeZone } = inClinicZone({}).resolvedOptions();
  const shown = Date.parse(`${text}Z`);
  const near = shown - (wall(shown, timeZone) - shown);
  return new Date(shown - (wall(near, timeZone) - near));
}

/**
 * A time on the clinic's clock, as a datetime-local field takes it.
 *
 * @param {number} time
 */
export function onClinicClock(time) {
  const { timeZone } = inClinicZone({}).resolvedOptions();
  return new Date(wall(time, timeZone)).toISOString().slice(0, 16);
}
