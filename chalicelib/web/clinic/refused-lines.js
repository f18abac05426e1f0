import { h } from "../dom.js";
import { t, tryWords } from "../words.js";

const shown = 100;

/**
 * What would be right, in the catalogue's words; the days, amounts and lines in it are those of the service's message.
 *
 * @param {Api.RefusedLine} refused
 */
function sentence({ code, message }) {
  const [first = "", other = ""] = message.match(/\d{4}-\d\d-\d\d/g) ?? [];
  const [amount = ""] = message.match(/\d+\.\d\d\b/) ?? [];
  const [, line = ""] = /\bline (\d+)/.exec(message) ?? [];
  const exact = code === "date" && first ? ["refused.date-is"] : [];
  return tryWords([...exact, `refused.${code}`], message, { first, other, amount, line });
}

/** @param {Api.RefusedLine} refused */
function row(refused) {
  const { line, field } = refused;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, String(line)),
    field === "line" ? h("td", {}, t("import.whole")) : h("td", { class: "id" }, field),
    h("td", {}, sentence(refused)),
  );
}

/**
 * The lines that keep a file from being imported, with what to change in each.
 *
 * @param {Api.RefusedLine[]} refused
 */
export function refusedLines(refused) {
  const body = h("tbody", {}, refused.slice(0, shown).map(row));
  const all = () => {
    body.replaceChildren(...refused.map(row));
    more.remove();
  };
  const words = t("import.all", { count: String(refused.length) });
  const more = h("button", { class: "button", type: "button", onclick: all }, words);
  const names = ["import.line", "import.column", "import.change"];
  return h(
    "section",
    { class: "panel stack", "aria-labelledby": "refused" },
    h("h2", { id: "refused" }, t("import.refused-title")),
    h("p", { class: "soft" }, t("import.refused-explain")),
    h(
      "table",
      { class: "refusals", "aria-labelledby": "refused" },
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          names.map((name) => h("th", { scope: "col" }, t(name))),
        ),
      ),
      body,
    ),
    refused.length > shown && more,
  );
}
