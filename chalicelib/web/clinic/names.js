import { locale } from "../words.js";

/**
 * @param {"region" | "currency"} type
 * @param {string} code
 */
const nameOf = (type, code) => new Intl.DisplayNames(locale(), { type }).of(code.toUpperCase()) ?? code;

/** @param {string} code */
export const countryName = (code) => nameOf("region", code);
/** @param {string} code */
export const currencyName = (code) => nameOf("currency", code);
