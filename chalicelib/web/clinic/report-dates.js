import { locale } from "../words.js";

/**
 * A date of the clinic's calendar, as the service gives it: 2026-11-27 is the same day everywhere.
 *
 * @param {string} day
 * @param {Intl.DateTimeFormatOptions["dateStyle"]} dateStyle
 */
export const dateOf = (day, dateStyle = "medium") =>
  new Intl.DateTimeFormat(locale(), { dateStyle, timeZone: "UTC" }).format(new Date(`${day}T12:00:00Z`));
