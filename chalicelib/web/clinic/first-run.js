import { h, icon } from "../dom.js";
import { needWords, t } from "../words.js";
import { getSettings } from "./calls.js";

/** What a clinic has to do before its first patient can pay, with what is done. */
export async function firstRun() {
  const [settings] = await Promise.all([getSettings(), needWords(["first-run"])]);
  /** @type {Array<[string, boolean, string]>} */
  const steps = [
    ["account", settings.primary_account_id !== null, "#/accounts"],
    ["location", settings.top_ups.reason !== "no_active_location", "#/locations"],
    ["billing", settings.account_credit_enabled, "#/billing"],
    ["portal", false, "account"],
  ];
  return h(
    "section",
    { class: "panel stack tight", "aria-labelledby": "first-run" },
    h("h2", { id: "first-run" }, t("first.title")),
    h("p", { class: "soft" }, t("first.explain")),
    h(
      "ol",
      { class: "stack tight" },
      steps.map(([name, done, href]) =>
        h(
          "li",
          {},
          h("a", { href }, t(`first.${name}`)),
          done && h("span", { class: "badge good" }, icon("check"), t("first.done")),
        ),
      ),
    ),
  );
}
