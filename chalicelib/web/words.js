const catalogues = { en: () => import("./en.js"), "fr-CA": () => import("./fr-CA.js") };
const locales = { en: "en-CA", "fr-CA": "fr-CA" };
const chosen = "language";
let language = "en";
let words = {};

/** The page's language: the one chosen here, the one asked for in the address, or the browser's. */
export function preferredLanguage() {
  const asked = [sessionStorage.getItem(chosen), new URLSearchParams(location.search).get("lang"), ...navigator.languages];
  for (const tag of asked.filter(Boolean)) {
    if (tag.toLowerCase().startsWith("fr")) return "fr-CA";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

export async function useLanguage(tag) {
  words = (await catalogues[tag]()).default;
  language = tag;
  document.documentElement.lang = tag;
}

export function chooseLanguage(tag) {
  sessionStorage.setItem(chosen, tag);
  return useLanguage(tag);
}

export const currentLanguage = () => language;
export const otherLanguage = () => (language === "en" ? "fr-CA" : "en");
export const locale = () => locales[language];
export const hasWords = (key) => key in words;

/** The words for `key`, with `{name}` filled in; a missing key shows itself rather than nothing. */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The words for the first key that exists, else `fallback`: for codes that only a server knows. */
export function tryWords(keys, fallback) {
  const key = keys.find(hasWords);
  return key ? t(key) : fallback;
}
