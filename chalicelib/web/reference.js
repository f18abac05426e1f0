// What a script adds to the API reference: the language of the samples, a search of the contents, and copying.
import { h } from "./dom.js";
import { device } from "./store.js";

const LANGUAGES = ["curl", "Python", "TypeScript"];
const KEPT = "reference-language";

/** @param {string} language */
function show(language) {
  for (const sample of document.querySelectorAll("[data-language]"))
    sample.toggleAttribute("hidden", sample.getAttribute("data-language") !== language);
}

function languageChoice() {
  const before = device.read(KEPT);
  const chosen = LANGUAGES.includes(before) ? before : "curl";
  const choices = LANGUAGES.map((language) => {
    const choose = () => show(device.write(KEPT, language));
    const checked = language === chosen;
    return h("label", {}, h("input", { type: "radio", name: "language", checked, onchange: choose }), language);
  });
  show(chosen);
  return h("fieldset", {}, h("legend", {}, "Samples in"), choices);
}

/** @param {Element} contents */
function search(contents) {
  const input = h("input", { type: "search", id: "search", autocomplete: "off" });
  const found = h("p", { role: "status" });
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
  return h("div", {}, h("label", { for: "search" }, "Find an operation"), input, found);
}

/** @param {Element} figure */
function offerCopy(figure) {
  const source = figure.querySelector("pre");
  const caption = figure.querySelector("figcaption");
  if (!source || !caption) return;
  const copy = async () => {
    await navigator.clipboard.writeText(source.textContent ?? "");
    button.textContent = "Copied";
    button.setAttribute("aria-label", `Copied ${name}`);
  };
  const name = caption.textContent;
  const button = h("button", { type: "button", "aria-label": `Copy ${name}`, onclick: copy }, "Copy");
  caption.append(button);
}

const contents = document.querySelector("nav");
if (contents) contents.prepend(languageChoice(), search(contents));
if ("clipboard" in navigator) document.querySelectorAll("figure").forEach(offerCopy);
