// What a script adds to the API reference: the language of the samples, a search of the contents, and copying.
const LANGUAGES = ["curl", "Python", "TypeScript"];
const KEPT = "reference-language";

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, unknown>} properties @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
const made = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** A browser that keeps nothing for this page still shows it. @param {string} [language] */
function kept(language) {
  try {
    if (language) localStorage.setItem(KEPT, language);
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @param {string} language */
function show(language) {
  for (const sample of document.querySelectorAll("[data-language]"))
    sample.toggleAttribute("hidden", sample.getAttribute("data-language") !== language);
}

function languageChoice() {
  const before = kept() ?? "";
  const chosen = LANGUAGES.includes(before) ? before : "curl";
  const choices = LANGUAGES.map((language) => {
    const input = made("input", { type: "radio", name: "language", value: language, checked: language === chosen });
    input.addEventListener("change", () => {
      kept(language);
      show(language);
    });
    return made("label", {}, input, language);
  });
  show(chosen);
  return made("fieldset", {}, made("legend", {}, "Samples in"), ...choices);
}

/** @param {Element} contents */
function search(contents) {
  const input = made("input", { type: "search", id: "search", autocomplete: "off" });
  const found = made("p", { role: "status" });
  const entries = [...contents.querySelectorAll("li")];
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/);
    const shown = entries.filter((entry) => {
      const text = (entry.textContent ?? "").toLowerCase();
      entry.hidden = !words.every((word) => text.includes(word));
      return !entry.hidden;
    });
    for (const list of contents.querySelectorAll("ul"))
      for (const part of [list, list.previousElementSibling])
        part?.toggleAttribute("hidden", !shown.some((entry) => list.contains(entry)));
    found.textContent = `${shown.length} of ${entries.length} operations`;
  });
  return made("div", {}, made("label", { htmlFor: "search" }, "Find an operation"), input, found);
}

/** @param {Element} figure */
function offerCopy(figure) {
  const source = figure.querySelector("pre");
  const caption = figure.querySelector("figcaption");
  if (!source || !caption) return;
  const button = made("button", { type: "button" }, "Copy");
  button.setAttribute("aria-label", `Copy ${caption.textContent}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent ?? "");
    button.textContent = "Copied";
    button.setAttribute("aria-label", `Copied ${caption.textContent}`);
  });
  caption.append(button);
}

const contents = document.querySelector("nav");
if (contents) contents.prepend(languageChoice(), search(contents));
if ("clipboard" in navigator) document.querySelectorAll("figure").forEach(offerCopy);
