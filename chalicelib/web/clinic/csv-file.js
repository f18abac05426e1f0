import { readTable } from "../api.js";
import { h } from "../dom.js";

/**
 * A whole list or report as text: pages follow their Link header, and only the first keeps its line of titles.
 *
 * @param {string} path
 * @param {string} asked
 */
async function readCsv(path, asked) {
  let text = "";
  for (let next = asked; ;) {
    const page = await readTable(`${path}${next}`);
    text += text ? page.text.slice(page.text.indexOf("\r\n") + 2) : page.text;
    const more = /^<(\?[^>]*)>/.exec(page.link ?? "");
    if (!more) return text;
    next = more[1];
  }
}

/**
 * Saves a list or report as a file.
 *
 * @param {string} path
 * @param {string} asked
 * @param {string} name
 */
export async function downloadCsv(path, asked, name) {
  const file = URL.createObjectURL(new Blob([await readCsv(path, asked)], { type: "text/csv" }));
  h("a", { href: file, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
}
