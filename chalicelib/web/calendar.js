import { dateFormat } from "./formats.js";
import { inClinicZone } from "./zone.js";

export const DAY_MS = 86_400_000;

/**
 * The day of a time by the clinic's calendar, today's without one: 2026-11-27.
 *
 * @param {number} time
 */
export function clinicDay(time = Date.now()) {
  const { timeZone } = inClinicZone({}).resolvedOptions();
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone }).format(time);
}

/**
 * A day by the clinic's calendar, so many days before today. A day of it may have 23 or 25 hours.
 *
 * @param {number} ago
 */
export function clinicDayBefore(ago) {
  return new Date(Date.parse(clinicDay()) - ago * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Days by the clinic's calendar from today until a time; negative once they have passed.
 *
 * @param {string} time
 */
export function clinicDaysUntil(time) {
  return (Date.parse(clinicDay(Date.parse(time))) - Date.parse(clinicDay())) / DAY_MS;
}

/**
 * A date without a time, such as 2026-11-27, which is the same day in every time zone.
 *
 * @param {string} date
 * @param {Intl.DateTimeFormatOptions["dateStyle"]} dateStyle
 */
export const dateOf = (date, dateStyle = "medium") =>
  dateFormat({ dateStyle, timeZone: "UTC" }).format(new Date(`${date}T12:00:00Z`));
