import { locale, t } from "./words.js";

/** How many decimals the currency has: 2 for cad, 0 for jpy. */
export function decimals(currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
}

/** `{amount, currency}` in minor units as people write it; whole amounts of the suggested buttons go without ".00". */
export function money({ amount, currency }, { brief = false, signed = false } = {}) {
  const options = { style: "currency", currency, currencyDisplay: "narrowSymbol", signDisplay: signed ? "exceptZero" : "auto" };
  const places = decimals(currency);
  if (brief && amount % 10 ** places === 0) options.maximumFractionDigits = options.minimumFractionDigits = 0;
  return new Intl.NumberFormat(locale(), options).format(amount / 10 ** places);
}

/** The amount alone, for the text field. */
export function plainAmount(amount, currency) {
  const places = decimals(currency);
  const options = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: false };
  return new Intl.NumberFormat(locale(), options).format(amount / 10 ** places);
}

/** Where the locale puts its symbol: before the number or after it. */
export function symbol(currency) {
  const parts = new Intl.NumberFormat(locale(), { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(1);
  return { text: parts.find((part) => part.type === "currency").value, first: parts[0].type === "currency" };
}

/**
 * Minor units for what somebody typed, or null. "1,234.50", "1.234,50" and "1 234,50" are all understood; a lone comma
 * before three digits groups in English and means nothing in French. Worked on as text, so no cent is lost to a float.
 */
export function parseAmount(text, currency) {
  const places = decimals(currency);
  const bare = text.replace(/[\s\u00a0\u202f$€£¥]/g, "").replace(/^(cad|usd|ca|us)|(cad|usd)$/gi, "");
  const [, before, mark, fraction = ""] = new RegExp(`^(.*?)(?:([.,])(\\d{0,${places}}))?$`).exec(bare);
  const whole = before === "" && fraction ? "0" : before;
  if (!wholeNumber(mark).test(whole)) return null;
  const minor = Number(whole.replace(/\D/g, "") + fraction.padEnd(places, "0"));
  return Number.isSafeInteger(minor) ? minor : null;
}

/** Thousands may be grouped by the mark that isn't the decimal one. */
function wholeNumber(mark) {
  if (mark === ",") return /^\d{1,3}(\.\d{3})+$|^\d+$/;
  return mark === "." || locale().startsWith("en") ? /^\d{1,3}(,\d{3})+$|^\d+$/ : /^\d+$/;
}

export function day(time, dateStyle = "long") {
  return new Intl.DateTimeFormat(locale(), { dateStyle }).format(new Date(time));
}

export function moment(time) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
}

const brands = { visa: "Visa", mastercard: "Mastercard", amex: "American Express", discover: "Discover", diners: "Diners Club", jcb: "JCB", unionpay: "UnionPay", interac: "Interac" };

export function brandName(brand) {
  return brands[brand] ?? t("card.other");
}

export function cardName({ brand, last4 }) {
  return t("card.name", { brand: brandName(brand), last4 });
}

/** As it is printed on cards everywhere. */
export function expiry({ exp_month: month, exp_year: year }) {
  return `${String(month).padStart(2, "0")}/${String(year).slice(-2)}`;
}

/** A card is good to the end of the month printed on it. */
export function expired({ exp_month: month, exp_year: year }, now = new Date()) {
  return new Date(year, month, 1) <= now;
}

const nameOf = (type, code) => new Intl.DisplayNames(locale(), { type }).of(code.toUpperCase());

export const countryName = (code) => nameOf("region", code);
export const currencyName = (code) => nameOf("currency", code);
