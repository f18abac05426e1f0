import { decimals } from "./format.js";
import { locale } from "./words.js";

/**
 * The amount alone, for the text field.
 *
 * @param {number} amount
 * @param {string} currency
 */
export function plainAmount(amount, currency) {
  const places = decimals(currency);
  const options = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: false };
  return new Intl.NumberFormat(locale(), options).format(amount / 10 ** places);
}

/**
 * Where the locale puts its symbol: before the number or after it.
 *
 * @param {string} currency
 */
export function symbol(currency) {
  const parts = new Intl.NumberFormat(locale(), {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).formatToParts(1);
  return {
    text: parts.find((part) => part.type === "currency")?.value ?? currency,
    first: parts[0]?.type === "currency",
  };
}

/**
 * Minor units for what was typed, or null. "1,234.50", "1.234,50" and "1 234,50" are all understood; a lone comma
 * before three digits groups in English and means nothing in French. Worked on as text, so no cent is lost to a float.
 *
 * @param {string} text
 * @param {string} currency
 */
export function parseAmount(text, currency) {
  const places = decimals(currency);
  const bare = text.replace(/[\s\u00a0\u202f$€£¥]/g, "").replace(/^(cad|usd|ca|us)|(cad|usd)$/gi, "");
  const [, before, mark, fraction = ""] = new RegExp(`^(.*?)(?:([.,])(\\d{0,${places}}))?$`).exec(bare) ?? [];
  const whole = before === "" && fraction ? "0" : (before ?? "");
  if (!wholeNumber(mark).test(whole)) return null;
  const minor = Number(whole.replace(/\D/g, "") + fraction.padEnd(places, "0"));
  return Number.isSafeInteger(minor) ? minor : null;
}

/**
 * Thousands may be grouped by the mark that isn't the decimal one.
 *
 * @param {string | undefined} mark
 */
function wholeNumber(mark) {
  if (mark === ",") return /^\d{1,3}(\.\d{3})+$|^\d+$/;
  return mark === "." || locale().startsWith("en") ? /^\d{1,3}(,\d{3})+$|^\d+$/ : /^\d+$/;
}
