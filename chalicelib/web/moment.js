import { locale } from "./words.js";

/**
 * A day and the time of it, which no line's end tears apart: "18 h 49", "6:49 p.m.".
 *
 * @param {string} time
 */
export function moment(time) {
  const text = new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
  return text.replace(/ (?=h |[ap]\.m)|(?<= h) /g, "\u00a0");
}
