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
