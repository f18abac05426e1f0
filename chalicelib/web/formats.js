import { locale } from "./words.js";

/** @type {Record<string, any>} */
const kept = {};

/**
 * A format for the page's language and the device's zone of now, made once: to make one for dates takes half a
 * millisecond, and a list asks for hundreds.
 *
 * @template T
 * @param {new (tag: string, options: object) => T} Kind
 * @param {object} options
 * @returns {T}
 */
function once(Kind, options) {
  const key = JSON.stringify([Kind.name, locale(), new Date().getTimezoneOffset(), options]);
  return (kept[key] ??= new Kind(locale(), options));
}

/** @param {Intl.NumberFormatOptions} options */
export const numberFormat = (options) => once(Intl.NumberFormat, options);

/** @param {Intl.DateTimeFormatOptions} options */
export const dateFormat = (options) => once(Intl.DateTimeFormat, options);
