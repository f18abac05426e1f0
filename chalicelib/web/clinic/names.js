import { locale } from "../words.js";

const nameOf = (type, code) => new Intl.DisplayNames(locale(), { type }).of(code.toUpperCase());

export const countryName = (code) => nameOf("region", code);
export const currencyName = (code) => nameOf("currency", code);
