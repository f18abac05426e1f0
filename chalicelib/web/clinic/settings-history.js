import { wordsOf } from "../api.js";
import { h } from "../dom.js";
import { money } from "../format.js";
import { moment } from "../moment.js";
import { pagedList } from "../paged-list.js";
import { t, tryWords } from "../words.js";
import { accountName, actorWords } from "./our-clinic.js";
import { getPastChanges } from "./settings-calls.js";

/**
 * A value of the history as people read it.
 *
 * @param {string} field
 * @param {Api.PastChange["after"]} value
 * @param {string} currency
 * @returns {string}
 */
function words(field, value, currency) {
  if (value === null) return t("changes.none");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return money({ amount: value, currency });
  if (typeof value === "string")
    return field === "primary_account_id"
      ? (accountName(value) ?? value)
      : tryWords([`billing.${field}-${value}`], value);
  return value.map((amount) => money({ amount, currency }, { brief: true })).join(" · ") || t("changes.none");
}

/** @param {string} currency */
const row =
  (currency) =>
  (/** @type {Api.PastChange} */ { at, by, version, field, before, after }) =>
    h(
      "li",
      {},
      h(
        "div",
        { class: "what" },
        h("span", {}, tryWords([`billing.${field}`], field)),
        h(
          "span",
          { class: "small" },
          t("changes.from-to", { before: words(field, before, currency), after: words(field, after, currency) }),
        ),
        h(
          "span",
          { class: "small soft" },
          h("bdi", {}, actorWords(by)),
          " · ",
          moment(at),
          " · ",
          t("changes.version", { version: String(version) }),
        ),
      ),
    );

/**
 * Every change of the settings, newest first.
 *
 * @param {string} currency
 */
export function settingsHistory(currency) {
  const body = h("div", { class: "stack" });
  getPastChanges().then(
    (found) =>
      body.replaceChildren(
        ...(found.items.length
          ? pagedList(found, row(currency), getPastChanges)
          : [h("p", { class: "soft" }, t("changes.empty"))]),
      ),
    (problem) => body.replaceChildren(h("p", { class: "problem" }, wordsOf(problem))),
  );
  const title = h("h2", { id: "past-changes" }, t("changes.title"));
  return h("section", { class: "panel stack", "aria-labelledby": "past-changes" }, title, body);
}
