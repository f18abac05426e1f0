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
