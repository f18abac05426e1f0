import { announce, busy, h, notice } from "../dom.js";
import { heading } from "../router.js";
import { person } from "../session.js";
import { t } from "../words.js";
import { AMOUNTS, lastChange, topUpsNow, valueWords } from "./billing-words.js";
import { changeSettings, getSettings } from "./calls.js";
import { AmountField } from "./fields.js";
import { Suggestions } from "./suggestions.js";

const smallest = 50; // What Stripe takes at least, in cents.
const largest = 99_999_999;

/** The form of Billing Settings. `seen` are the settings that what is typed was based on. */
export class BillingForm {
  constructor(settings) {
    this.seen = settings;
    const { currency } = settings;
    this.enabled = h("input", {
      type: "checkbox",
      role: "switch",
      id: "enabled",
      checked: settings.account_credit_enabled,
      "aria-describedby": "enabled-hint",
    });
    this.fields = Object.fromEntries(
      AMOUNTS.map((name) => [
        name,
        new AmountField(name, t(`billing.${name}`), currency, {
          value: settings[name],
          hint: t(`billing.${name}-hint`),
        }),
      ]),
    );
    this.suggestions = new Suggestions(settings.suggested_amounts, currency);
    this.now = h("div", {}, topUpsNow(settings));
    this.said = h("div");
    this.changed = h("p", { class: "soft small" }, lastChange(settings));
    this.button = h("button", { class: "button primary", type: "submit" }, t("billing.save"));
    this.element = h("div", { class: "stack" }, heading(t("billing.heading")), this.now, this.#form());
  }

  #form() {
    const toggle = h(
      "label",
      { class: "switch" },
      h(
        "span",
        { class: "what" },
        h("strong", {}, t("billing.account_credit_enabled")),
        h("span", { class: "small soft", id: "enabled-hint" }, t("billing.enabled-hint")),
      ),
      this.enabled,
    );
    const limits = h(
      "fieldset",
      {},
      h("legend", {}, t("billing.limits")),
      h(
        "div",
        { class: "limits" },
        AMOUNTS.map((name) => this.fields[name].element),
      ),
    );
    return h(
      "form",
      { class: "panel settings", novalidate: true, onsubmit: (event) => this.#submit(event) },
      toggle,
      limits,
      this.suggestions.element,
      h("div", { class: "block" }, this.said, h("div", { class: "actions" }, this.button), this.changed),
    );
  }

  #typed() {
    const amounts = AMOUNTS.map((name) => [name, this.fields[name].amount]);
    return {
      account_credit_enabled: this.enabled.checked,
      ...Object.fromEntries(amounts),
      suggested_amounts: this.suggestions.amounts,
    };
  }

  #changes() {
    return Object.fromEntries(
      Object.entries(this.#typed()).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(this.seen[name]),
      ),
    );
  }

  #check() {
    const { top_up_minimum: low, top_up_maximum: high, balance_maximum: balance } = this.fields;
    const fine = [
      low.checkWithin(smallest, largest),
      high.checkWithin(low.amount ?? smallest, largest),
      balance.checkWithin(high.amount ?? smallest, largest * 10),
    ];
    return !fine.includes(false) && this.suggestions.check(low.amount, high.amount);
  }

  async #submit(event) {
    event.preventDefault();
    this.#say(null);
    if (this.button.getAttribute("aria-disabled") || !this.#check()) return;
    const done = busy(this.button, t("billing.saving"));
    try {
      const changes = this.#changes();
      this.#take(Object.keys(changes).length ? await changeSettings(changes, this.seen.etag) : this.seen);
      this.#say(notice("good", "check", h("p", {}, t("billing.saved"))));
    } catch (problem) {
      await this.#explain(problem);
    }
    done();
  }

  async #explain(problem) {
    try {
      if (problem.code === "stale_version") return this.#merge(await getSettings());
    } catch (second) {
      return this.#explain(second);
    }
    for (const name of AMOUNTS) this.fields[name].tell(problem.wordsFor?.(name) ?? null);
    return this.#say(notice("bad", "alert", h("p", {}, problem.words ?? t("problem.unexpected"))));
  }

  /**
   * Somebody was faster. What was typed here stays; what wasn't touched here becomes what they made of it. When it was
   * ourselves, and only the answer had got lost, then there is nothing left to save.
   */
  #merge(theirs) {
    const mine = this.#changes();
    const differing = Object.keys(this.#typed()).filter(
      (name) => JSON.stringify(theirs[name]) !== JSON.stringify(this.seen[name]),
    );
    this.#take(theirs, mine);
    const left = this.#changes();
    if (!Object.keys(left).length && theirs.changed_by?.id === person().id)
      return this.#say(notice("good", "check", h("p", {}, t("billing.saved"))));
    const lines = differing.map((name) =>
      h("li", {}, t("billing.now-is", { setting: t(`billing.${name}`), value: valueWords(theirs, name) })),
    );
    return this.#say(
      notice(
        "wait",
        "info",
        h("p", {}, h("strong", {}, lastChange(theirs))),
        h("p", {}, t("billing.stale")),
        h("ul", { class: "changes" }, lines),
      ),
    );
  }

  /** Bases the form on these settings, but for what is `kept` as it was typed. */
  #take(settings, kept = {}) {
    this.seen = settings;
    if (!("account_credit_enabled" in kept)) this.enabled.checked = settings.account_credit_enabled;
    for (const name of AMOUNTS) if (!(name in kept)) this.fields[name].set(settings[name]);
    if (!("suggested_amounts" in kept)) this.suggestions.set(settings.suggested_amounts);
    this.now.replaceChildren(topUpsNow(settings));
    this.changed.textContent = lastChange(settings);
  }

  #say(box) {
    this.said.replaceChildren(...(box ? [box] : []));
    if (!box) return;
    announce(box.textContent);
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }
}
