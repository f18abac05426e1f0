import { tab } from "./store.js";

/** @type {Record<string, string>} */
const locales = { en: "en-CA", "fr-CA": "fr-CA" };
/** @type {Set<string>} */
const areas = new Set();
/** @type {Page.Values} */
const words = {};
let current = "en";

/** The page's language: the one chosen here, the one asked for in the address, the browser's, or the clinic's. */
export function preferredLanguage() {
  const asked = [
    tab.read("language"),
    new URLSearchParams(location.search).get("lang"),
    ...navigator.languages,
    tab.read("clinic")?.language,
  ];
  for (const tag of asked.map(String)) {
    if (tag.toLowerCase().startsWith("fr")) return "fr-CA";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

/**
 * @param {string} area
 * @param {string} language
 * @returns {Promise<Page.Values>}
 */
const load = async (area, language) => (await import(`./words/${area}-${language}.js`)).default;

/** @param {string} area */
async function read(area) {
  Object.assign(words, await load(area, current));
  areas.add(area);
}

/**
 * Loads the words of some areas of the pages, once.
 *
 * @param {string[]} names
 */
export const needWords = (names) => Promise.all(names.filter((area) => !areas.has(area)).map(read));

/**
 * Has all words in another language, or stays as it is when some can't be loaded.
 *
 * @param {string} tag
 */
export async function useLanguage(tag) {
  Object.assign(words, ...(await Promise.all([...areas].map((area) => load(area, tag)))));
  current = document.documentElement.lang = tag;
}

/** @param {string} tag */
export async function chooseLanguage(tag) {
  await useLanguage(tag);
  tab.write("language", tag);
}

export const currentLanguage = () => current;
export const otherLanguage = () => (current === "en" ? "fr-CA" : "en");
export const locale = () => locales[current];
/** @param {string} key */
export const hasWords = (key) => key in words;

/**
 * The words for `key`, with `{name}` filled in; a missing key shows itself rather than nothing.
 *
 * @param {string} key
 * @param {Page.Values} values
 */
export function t(key, values = {}) {
  if (!hasWords(key)) console.error(`no words for ${key}`);
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/**
 * The words for the first key that exists, else `fallback`: for codes that only a server knows.
 *
 * @param {string[]} keys
 * @param {string} fallback
 * @param {Page.Values} values
 */
export function tryWords(keys, fallback, values = {}) {
  const key = keys.find(hasWords);
  return key ? t(key, values) : fallback;
}
