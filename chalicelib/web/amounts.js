import { decimals } from "./format.js";
import { numberFormat } from "./formats.js";

/**
 * The amount alone, for the text field.
 *
 * @param {number} amount
 * @param {string} currency
 */
export function plainAmount(amount, currency) {
  const places = decimals(currency);
  const options = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: false };
  return numberFormat(options).format(amount / 10 ** places);
}

/**
 * Where the locale puts its symbol: before the number or after it.
 *
 * @param {string} currency
 */
export function symbol(currency) {
  const parts = numberFormat({ style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(1);
  return {
    text: parts.find((part) => part.type === "currency")?.value ?? currency,
    first: parts[0]?.type === "currency",
  };
}
