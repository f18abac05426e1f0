import { decimals } from "./format.js";
import { locale, t } from "./words.js";

/**
 * A typed amount in minor units, or what is wrong with it: `currency` (another one than the clinic's), `negative`,
 * `decimals` (more than the currency has), `unclear` (it could mean two amounts), `large`, or `strange`.
 *
 * @typedef {{ amount: number, problem: null } | { amount: null, problem: string }} Typed
 */

const largest = 1e12;
const invisible = /[\u200b-\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff]/g;
const digit = /\p{Nd}/u;
const minus = /[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d(]/g;
const minusAfter = /^ ?[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]$/;
/** @type {Record<string, string>} */
const marks = {
  "٬": "'",
  "’": "'",
  "‘": "'",
  ʼ: "'",
  "＇": "'",
  "`": "'",
  "，": ",",
  "．": ".",
  "﹩": "$",
  "＄": "$",
  "￥": "¥",
};

/** The currencies' own marks, without spaces and periods. A lone $ is the clinic's own dollar. */
/** @type {Record<string, string>} */
const own = {
  cad:
    "$ CA CAD CA$ $CA C$ CAD$ $CAD CDN CDN$ $CDN CAN$ $CAN DOLLAR DOLLARS DOLLARSCAN DOLLARSCDN CANADIAN $CANADIAN " +
    "CANADIAN$ CANADIANDOLLAR CANADIANDOLLARS DOLLARCANADIEN DOLLARSCANADIENS $CANADIEN $CANADIENS",
  usd:
    "$ US USD US$ $US USD$ $USD DOLLAR DOLLARS USDOLLAR USDOLLARS DOLLARUS DOLLARSUS AMERICANDOLLAR AMERICANDOLLARS " +
    "DOLLARAMÉRICAIN DOLLARSAMÉRICAINS",
};
const foreign = new Set(`${own["cad"]} ${own["usd"]} A$ AU$ NZ$ HK$ S$ R$ MX$ EURO EUROS PESO PESOS YEN`.split(" "));

/**
 * The value of a digit of any script: a script's digits follow one another from zero.
 *
 * @param {string} character
 */
function valueOf(character) {
  const code = character.codePointAt(0) ?? 0;
  let first = code;
  while (digit.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

/** @param {string} text */
function plain(text) {
  const known = text.replace(invisible, "").replace(/[٬’‘ʼ＇`，．﹩＄￥]/g, (mark) => marks[mark] ?? mark);
  return known
    .replace(/\p{Nd}/gu, valueOf)
    .replace(/\s/g, " ")
    .trim();
}

/**
 * @param {string} mark
 * @param {string} currency
 */
function isOwn(mark, currency) {
  return mark === "" || (own[currency]?.split(" ") ?? [currency.toUpperCase()]).includes(mark);
}

/** @param {string} mark */
function isForeign(mark) {
  const codes = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("currency") : [];
  if (foreign.has(mark) || codes.includes(mark)) return true;
  // Of a $ with other signs alone, such as "$+", no currency can be told.
  return (
    !mark.includes("¢") && (/\p{Sc}/u.test(mark.replace(/\$/g, "")) || (mark.includes("$") && /\p{L}/u.test(mark)))
  );
}

/**
 * @param {string} problem
 * @returns {Typed}
 */
const wrong = (problem) => ({ amount: null, problem });

/**
 * Reads "$1,234.50", "1 234,50 $", "1'234.50", "٥٠". What could be read in two ways is refused, as is another currency.
 *
 * @param {string} text
 * @param {string} currency
 * @returns {Typed}
 */
export function readAmount(text, currency) {
  const [, before = "", number = "", after = ""] =
    /^([^\d]*?)([.,٫]?\d(?:[\d.,'٫ ]*[\d.,٫])?)([^\d]*)$/.exec(plain(text)) ?? [];
  if (number === "") return wrong("strange");
  if (/\p{L}$/u.test(before) && /^\D/.test(number)) return wrong("unclear");
  const isMinusAfter = /\d$/.test(number) && minusAfter.test(after);
  const isNegative = isMinusAfter || before.search(minus) >= 0;
  const names = [before.replace(minus, ""), isMinusAfter ? "" : isNegative ? after.replace(")", "") : after];
  const signs = names.map((name) =>
    name
      .replace(/(\p{L})\./gu, "$1")
      .replace(/ /g, "")
      .toUpperCase(),
  );
  if (!signs.every((mark) => isOwn(mark, currency)))
    return wrong(signs.some((mark) => !isOwn(mark, currency) && isForeign(mark)) ? "currency" : "strange");
  return isNegative ? wrong("negative") : readNumber(number, decimals(currency));
}

/**
 * Worked on as text, so no cent is lost to a float.
 *
 * @param {string} number
 * @param {number} places
 * @returns {Typed}
 */
function readNumber(number, places) {
  const found = split(number, places);
  if (typeof found === "string") return wrong(found);
  const [whole, fraction] = found;
  if (fraction.length > places) return wrong("decimals");
  const amount = Number(whole + fraction.padEnd(places, "0"));
  return amount > largest ? wrong("large") : { amount, problem: null };
}

/**
 * The digits before and after the decimal mark, or what is wrong.
 *
 * @param {string} number
 * @param {number} places
 * @returns {[whole: string, fraction: string] | string}
 */
function split(number, places) {
  const used = number.match(/[.,'٫ ]/g) ?? [];
  const kinds = new Set(used);
  const last = used.at(-1) ?? "";
  const isDecimal = ".,٫".includes(last) && used.filter((mark) => mark === last).length === 1;
  if (kinds.size > 2 || (kinds.size === 2 && !isDecimal)) return "strange";
  if (kinds.size === 0) return [number, ""];
  const [whole = "", fraction = ""] = isDecimal ? halves(number, last) : [number];
  if (kinds.size === 2) return grouped(whole) ? [whole.replace(/\D/g, ""), fraction] : "strange";
  if (!isDecimal) return grouped(number) ? [number.replace(/\D/g, ""), ""] : "strange";
  return lone(last, whole, fraction, places);
}

/**
 * One mark alone: a comma before three digits groups in English and means nothing in French, a period there the reverse.
 *
 * @param {string} mark
 * @param {string} whole
 * @param {string} fraction
 * @param {number} places
 * @returns {[whole: string, fraction: string] | string}
 */
function lone(mark, whole, fraction, places) {
  const isGroup = mark !== "٫" && fraction.length === 3 && grouped(`${whole},${fraction}`);
  const usual = locale()?.startsWith("en") ? "." : ",";
  if (isGroup && mark === "," && usual === ".") return [whole + fraction, ""];
  if (isGroup && (mark !== usual || places === 0)) return "unclear";
  return [whole || "0", fraction];
}

/**
 * @param {string} number
 * @param {string} mark
 */
function halves(number, mark) {
  const at = number.lastIndexOf(mark);
  return [number.slice(0, at), number.slice(at + 1)];
}

/** @param {string} whole */
const grouped = (whole) => /^[1-9]\d{0,2}([.,' ]\d{3})+$/.test(whole);

/**
 * The sentence for what is wrong with a typed amount.
 *
 * @param {string} problem
 * @param {string} currency
 */
export function amountWords(problem, currency) {
  const many = new Intl.NumberFormat(locale(), { style: "currency", currency, currencyDisplay: "name" }).formatToParts(
    2,
  );
  const name = many.find((part) => part.type === "currency")?.value ?? currency.toUpperCase();
  return t(`amount.${problem}`, { currency: name, decimals: String(decimals(currency)) });
}
