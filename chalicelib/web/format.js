import { locale, t } from "./words.js";

/** How many decimals the currency has: 2 for cad, 0 for jpy. */
export function decimals(currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
}

/** `{amount, currency}` in minor units as people write it; whole amounts of the suggested buttons go without ".00". */
export function money({ amount, currency }, { brief = false, signed = false } = {}) {
  const options = {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    signDisplay: signed ? "exceptZero" : "auto",
  };
  const places = decimals(currency);
  if (brief && amount % 10 ** places === 0) options.maximumFractionDigits = options.minimumFractionDigits = 0;
  return new Intl.NumberFormat(locale(), options).format(amount / 10 ** places);
}

export function day(time, dateStyle = "long") {
  return new Intl.DateTimeFormat(locale(), { dateStyle }).format(new Date(time));
}

/** "in 5 minutes", "dans 1 heure": when to try again, rounded up; without a time, just "later". */
export function fromNow(wait_s) {
  if (!wait_s) return t("later");
  const minutes = Math.ceil(wait_s / 60);
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : [Math.ceil(minutes / 60), "hour"];
  return new Intl.RelativeTimeFormat(locale()).format(count, unit);
}

const brands = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  discover: "Discover",
  diners: "Diners Club",
  jcb: "JCB",
  unionpay: "UnionPay",
  interac: "Interac",
};

export function brandName(brand) {
  return brands[brand] ?? t("card.other");
}

export function cardName({ brand, last4 }) {
  return t("card.name", { brand: brandName(brand), last4 });
}
