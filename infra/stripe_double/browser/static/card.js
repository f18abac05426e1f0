/** A card as it is typed: its brand, its layout, and what is wrong with it. Errors are Stripe.js's codes. */
const BRANDS = [
  ["amex", /^3[47]/, 15, 4],
  ["mastercard", /^(5[1-5]|2[2-7])/, 16, 3],
  ["discover", /^6(011|5)/, 16, 3],
  ["diners", /^3(0|6|8)/, 16, 3],
  ["jcb", /^35/, 16, 3],
  ["unionpay", /^62/, 16, 3],
  ["visa", /^4/, 16, 3],
];

const digits = (text) => text.replace(/\D/g, "");

export function brandOf(number) {
  const found = BRANDS.find(([, pattern]) => pattern.test(digits(number)));
  const [name, , length, cvc] = found || ["unknown", null, 16, 3];
  return { name, length, cvc };
}

export function laidOutNumber(text) {
  const { name, length } = brandOf(text);
  const typed = digits(text).slice(0, length);
  return (name === "amex" ? [typed.slice(0, 4), typed.slice(4, 10), typed.slice(10)] : typed.match(/.{1,4}/g) || [])
    .filter(Boolean)
    .join(" ");
}

export function laidOutExpiry(text) {
  let typed = digits(text);
  if (/^[2-9]/.test(typed)) typed = `0${typed}`;
  typed = typed.length > 4 ? typed.slice(0, 2) + typed.slice(-2) : typed;
  return typed.length > 2 ? `${typed.slice(0, 2)} / ${typed.slice(2)}` : typed;
}

function passesLuhn(number) {
  let sum = 0;
  [...number].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

function numberError(text) {
  const number = digits(text);
  if (number.length < brandOf(number).length) return "incomplete_number";
  return passesLuhn(number) ? null : "invalid_number";
}

function expiryError(text, today) {
  const typed = digits(text);
  if (typed.length < 4) return "incomplete_expiry";
  const [month, year] = [Number(typed.slice(0, 2)), 2000 + Number(typed.slice(2))];
  if (month < 1 || month > 12) return "invalid_expiry_month";
  const past = year < today.getFullYear() || (year === today.getFullYear() && month <= today.getMonth());
  return past ? "invalid_expiry_year_past" : null;
}

/** Returns the error code of each field, or null where it is fine. */
export function errorsOf({ number, expiry, cvc }, today = new Date()) {
  return {
    number: numberError(number),
    expiry: expiryError(expiry, today),
    cvc: digits(cvc).length < brandOf(number).cvc ? "incomplete_cvc" : null,
  };
}

/** Returns the card as the API takes it. */
export function asParams({ number, expiry, cvc }) {
  const typed = digits(expiry);
  return {
    number: digits(number),
    exp_month: Number(typed.slice(0, 2)),
    exp_year: 2000 + Number(typed.slice(2)),
    cvc: digits(cvc),
  };
}
