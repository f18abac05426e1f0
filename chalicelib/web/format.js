import { numberFormat } from "./formats.js";
import { locale, t } from "./words.js";
import { inClinicZone, zoneLetters } from "./zone.js";

/**
 * How many decimals the currency has: 2 for cad, 0 for jpy.
 *
 * @param {string} currency
 */
export function decimals(currency) {
  return numberFormat({ style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * `{amount, currency}` in minor units as people write it; whole amounts of the suggested buttons go without ".00".
 *
 * @param {Api.Money} money
 * @param {{ brief?: boolean, signed?: boolean }} how
 */
export function money({ amount, currency }, { brief = false, signed = false } = {}) {
  /** @type {Intl.NumberFormatOptions} */
  const options = {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    signDisplay: signed ? "exceptZero" : "auto",
  };
  const places = decimals(currency);
  if (brief && amount % 10 ** places === 0) options.maximumFractionDigits = options.minimumFractionDigits = 0;
  return numberFormat(options).format(amount / 10 ** places);
}

/**
 * A balance; what is below zero, as what is owed: a minus sign is soon overlooked, and seldom read out.
 *
 * @param {Api.Money} money
 */
export const standing = ({ amount, currency }) =>
  amount < 0 ? t("owed", { amount: money({ amount: -amount, currency }) }) : money({ amount, currency });

/**
 * @param {string} time
 * @param {Intl.DateTimeFormatOptions["dateStyle"]} dateStyle
 */
export function day(time, dateStyle = "long") {
  return inClinicZone({ dateStyle }).format(new Date(time));
}

/**
 * "in 5 minutes", "dans 1 heure": when to try again, rounded up; without a time, just "later".
 *
 * @param {number | null} wait_s
 */
export function fromNow(wait_s) {
  if (!wait_s) return t("later");
  const minutes = Math.ceil(wait_s / 60);
  const format = new Intl.RelativeTimeFormat(locale());
  return minutes < 60 ? format.format(minutes, "minute") : format.format(Math.ceil(minutes / 60), "hour");
}

/** @param {string} time */
export function clock(time) {
  const at = new Date(time);
  return inClinicZone({ timeStyle: "short" }).format(at) + zoneLetters(at);
}
