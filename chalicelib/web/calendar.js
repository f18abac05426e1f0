import { locale } from "./words.js";
import { inClinicZone } from "./zone.js";

/**
 * A day by the clinic's calendar, so many days before today: 2026-11-27.
 *
 * @param {number} ago
 */
export function clinicDay(ago = 0) {
  const { timeZone } = inClinicZone({}).resolvedOptions();
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone }).format(Date.now() - ago * 86_400_000);
}

/**
 * A date without a time, such as 2026-11-27, which is the same day in every time zone.
 *
 * @param {string} date
 * @param {Intl.DateTimeFormatOptions["dateStyle"]} dateStyle
 */
export const dateOf = (date, dateStyle = "medium") =>
  new Intl.DateTimeFormat(locale(), { dateStyle, timeZone: "UTC" }).format(new Date(`${date}T12:00:00Z`));
