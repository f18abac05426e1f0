import { announce, h } from "../dom.js";
import { standing } from "../format.js";
import { t } from "../words.js";
import { telling, troubleLine } from "../work-button.js";
import { findPatients } from "./calls.js";
import { whenTyped } from "./when-typed.js";

const pause_ms = 200;
const shortest = 2;

/** @param {Api.ListedPatient} patient */
const row = ({ id, name, available }) =>
  h(
    "li",
    {},
    h(
      "div",
      { class: "what" },
      h("a", { href: `#/patient/${id}` }, h("bdi", {}, name ?? id)),
      name && h("span", { class: "soft small" }, id),
    ),
    h("div", { class: "sum" }, standing(available)),
  );

/** @param {Api.Listing<Api.ListedPatient>} found */
function told({ items }) {
  if (!items.length) return t("find.none");
  return items.length === 1 ? t("find.one") : t("find.some", { count: String(items.length) });
}

/** Patients found as staff type: the list, what to do when the text changes, and the first one found. */
export function patientResults() {
  const list = h("ul", { class: "rows", "aria-label": t("find.results") });
  const more = h("p", { class: "soft small", hidden: true }, t("find.more"));
  const trouble = troubleLine();
  const element = h("div", { class: "stack" }, list, more, trouble);
  let wanted = "";

  async function search() {
    const asked = wanted;
    const found = asked.length < shortest ? { items: [], next_cursor: null } : await findPatients(asked);
    if (asked !== wanted) return;
    list.replaceChildren(...found.items.map(row));
    more.hidden = !found.next_cursor;
    if (asked.length >= shortest) announce(told(found));
  }

  /** @param {unknown} problem */
  const fail = (problem) => {
    list.replaceChildren();
    throw problem;
  };
  const searchSoon = whenTyped(pause_ms, () => telling(trouble)(() => search().catch(fail)));
  /** @param {string} text */
  const change = (text) => {
    wanted = text.trim().slice(0, 100);
    searchSoon();
  };
  return { element, change, links: () => [...list.querySelectorAll("a")] };
}
