import { h } from "../dom.js";
import { Field, TextField } from "../text-field.js";
import { t } from "../words.js";
import { BEFORE_PAYING } from "./billing-words.js";

const longestPolicy = 500;
const longestDescriptor = 22;
const refused = /[<>\\'"*]/;

/**
 * What keeps these words from a card statement, or null. The service knows the account's prefix, and has the last word.
 *
 * @param {string} name
 */
function problemOf(name) {
  if (!name) return null;
  if (refused.test(name)) return t("billing.statement_name-sign");
  return /[a-z]/i.test(name) ? null : t("billing.statement_name-letter");
}

/** The part of Billing Settings that patients read before paying: the refund policy, and the card statement's words. */
export class BeforePayingSettings {
  /** @param {Api.Settings} settings */
  constructor(settings) {
    const box = h("textarea", { rows: "3", maxlength: String(longestPolicy) });
    const look = { hint: t("billing.statement_name-hint"), longest: longestDescriptor };
    this.fields = {
      refund_policy: new Field("refund_policy", t("billing.refund_policy"), box, t("billing.refund_policy-hint")),
      statement_name: new TextField("statement_name", t("billing.statement_name"), look),
    };
    this.shown = h("p", { class: "small" });
    this.element = h(
      "fieldset",
      {},
      h("legend", {}, t("billing.before-paying")),
      h(
        "div",
        { class: "stack tight" },
        BEFORE_PAYING.map((name) => this.fields[name].element),
        this.shown,
      ),
    );
    this.take(settings, {});
  }

  get values() {
    const { refund_policy: policy, statement_name: name } = this.fields;
    return { refund_policy: policy.text || null, statement_name: name.text || null };
  }

  check() {
    return this.fields.statement_name.check(problemOf);
  }

  /** @param {import("../api.js").Problem | null} problem */
  explain(problem) {
    for (const name of BEFORE_PAYING) this.fields[name].tell(problem?.wordsFor(name) ?? null);
  }

  /**
   * Shows these settings, but for what is `kept` as it was typed.
   *
   * @param {Api.Settings} settings
   * @param {Api.SettingsChange} kept
   */
  take(settings, kept) {
    for (const name of BEFORE_PAYING) if (!(name in kept)) this.fields[name].control.value = settings[name] ?? "";
    const words = settings.statement_descriptor;
    this.shown.hidden = !words;
    this.shown.replaceChildren(t("billing.statement-shows"), " ", h("strong", {}, words));
  }
}
