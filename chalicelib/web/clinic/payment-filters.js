import { h } from "../dom.js";
import { t } from "../words.js";
import { whenTyped } from "./when-typed.js";

const pause_ms = 300;
const sources = ["card_online", "recorded", "memo", "opening_balance", "transfer"];
/** What the address of the list can tell, in its order. */
export const filterNames = ["unapplied", "q", "from", "to", "source", "location_id", "account_id"];

/**
 * @param {string} id
 * @param {string} label
 * @param {HTMLElement} input
 */
const field = (id, label, input) => h("div", { class: "field" }, h("label", { for: id }, label), input);

/**
 * @param {string} id
 * @param {string} label
 * @param {string[][]} options
 * @param {string} chosen
 * @param {(value: string) => void} changed
 */
export function choice(id, label, options, chosen, changed) {
  const select = h(
    "select",
    { id, onchange: () => changed(select.value) },
    options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)),
  );
  return field(id, label, select);
}

/**
 * @param {string} all
 * @param {Array<{ id: string, name: string }>} items
 * @returns {string[][]}
 */
export const named = (all, items) => [["", all], ...items.map(({ id, name }) => [id, name])];

/**
 * @param {string} id
 * @param {string} label
 * @param {string} value
 * @param {(value: string) => void} changed
 */
export function dayField(id, label, value, changed) {
  const input = h("input", { id, type: "date", value, onchange: () => changed(input.value) });
  return field(id, label, input);
}

/**
 * The name is looked for as it is typed, from its second letter on.
 *
 * @param {string} value
 * @param {(value: string) => void} changed
 */
function nameField(value, changed) {
  const tell = whenTyped(pause_ms, () => {
    const text = input.value.trim();
    changed(text.length < 2 ? "" : text);
  });
  const input = h("input", {
    id: "name",
    type: "search",
    autocomplete: "off",
    maxlength: "100",
    value,
    oninput: tell,
  });
  return field("name", t("filter.patient"), input);
}

/** @returns {string[][]} */
export const sourceOptions = () => [
  ["", t("filter.all-sources")],
  ...sources.map((name) => [name, t(`source.${name}`)]),
];

/**
 * The fields that choose the payments of the list; on a phone they fold away.
 *
 * @param {Page.Values} filter
 * @param {{ locations: Api.Location[], accounts: Api.Account[] | null }} clinic
 * @param {(change: Page.Values) => void} change
 */
export function paymentFilters(filter, { locations, accounts }, change) {
  /**
   * @param {string} name
   * @returns {(value: string) => void}
   */
  const set = (name) => (value) => change({ [name]: value });
  const value = (/** @type {string} */ name) => filter[name] ?? "";
  const which = [
    ["true", t("filter.unapplied")],
    ["false", t("filter.all")],
  ];
  const places = named(t("filter.all-locations"), locations);
  return h(
    "div",
    { class: "filters", role: "group", "aria-label": t("filter.title") },
    nameField(value("q"), set("q")),
    choice("which", t("filter.show"), which, value("unapplied"), set("unapplied")),
    dayField("from", t("filter.from"), value("from"), set("from")),
    dayField("to", t("filter.to"), value("to"), set("to")),
    choice("source", t("filter.source"), sourceOptions(), value("source"), set("source")),
    choice("location", t("filter.location"), places, value("location_id"), set("location_id")),
    accounts &&
      choice(
        "account",
        t("filter.account"),
        named(t("filter.all-accounts"), accounts),
        value("account_id"),
        set("account_id"),
      ),
  );
}
