import { Problem } from "../api.js";
import { h } from "../dom.js";
import { framing, token } from "../session.js";

/**
 * A whole list or report as text: pages follow their Link header, and only the first keeps its line of titles.
 *
 * @param {string} path
 * @param {string} asked
 */
async function readCsv(path, asked) {
  let text = "";
  for (let next = asked; ;) {
    const headers = { Accept: "text/csv", Authorization: `Bearer ${token()}`, ...framing() };
    const answer = await fetch(`v1/${path}${next}`, { headers });
    if (!answer.ok) throw new Problem({ ...(await answer.json().catch(() => ({}))), status: answer.status });
    const page = await answer.text();
    text += text ? page.slice(page.indexOf("\r\n") + 2) : page;
    const more = /^<(\?[^>]*)>/.exec(answer.headers.get("Link") ?? "");
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
