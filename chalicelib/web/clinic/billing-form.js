import { Problem, wordsOf } from "../api.js";
import { announce, busy, h, notice } from "../dom.js";
import { heading } from "../router.js";
import { person } from "../session.js";
import { switchBox, switchLine } from "../switch-line.js";
import { TextField } from "../text-field.js";
import { t } from "../words.js";
import { AmountField } from "./amount-field.js";
import { AMOUNTS, SETTINGS, TEXTS, lastChange, noticesUndeliverable, topUpsNow, valueWords } from "./billing-words.js";
import { BeforePayingSettings } from "./before-paying-settings.js";
import { getSettings } from "./calls.js";
import { InvoiceSettings } from "./invoice-settings.js";
import { Suggestions } from "./suggestions.js";
import { changeSettings } from "./settings-calls.js";

const smallest = 50; // What Stripe takes at least, in cents.
const largest = 99_999_999;

/**
 * @param {unknown} one
 * @param {unknown} other
 */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * @param {typeof AMOUNTS[number]} name
 * @param {Api.Settings} settings
 */
function amountField(name, settings) {
  const look = { value: settings[name], hint: t(`billing.${name}-hint`) };
  return new AmountField(name, t(`billing.${name}`), settings.currency, look);
}

/**
 * @param {typeof TEXTS[number]} name
 * @param {Api.Settings} settings
 * @param {number} longest
 */
function textField(name, settings, longest) {
  const look = { value: settings[name] ?? "", hint: t(`billing.${name}-hint`), longest };
  return new TextField(name, t(`billing.${name}`), look);
}

/** The form of Billing Settings. `seen` are the settings that what is typed was based on. */
export class BillingForm {
  /** @param {Api.Settings} settings */
  constructor(settings) {
    this.seen = settings;
    this.enabled = switchBox("enabled", settings.account_credit_enabled);
    this.refunds = switchBox("refunds", settings.refund_fraud_warnings);
    this.fields = {
      top_up_minimum: amountField("top_up_minimum", settings),
      top_up_maximum: amountField("top_up_maximum", settings),
      balance_maximum: amountField("balance_maximum", settings),
      memo_maximum: amountField("memo_maximum", settings),
      memo_daily_maximum: amountField("memo_daily_maximum", settings),
    };
    this.undeliverable = h("div", {}, noticesUndeliverable(settings));
    this.texts = { notice_email: textField("notice_email", settings, 254) };
    this.texts.notice_email.input.type = "email";
    this.suggestions = new Suggestions(settings.suggested_amounts, settings.currency);
    this.beforePaying = new BeforePayingSettings(settings);
    this.invoices = new InvoiceSettings(settings);
    this.now = h("div", {}, topUpsNow(settings));
    this.said = h("div");
    this.changed = h("p", { class: "soft small" }, lastChange(settings));
    this.button = h("button", { class: "button primary", type: "submit" }, t("billing.save"));
    this.element = h("div", { class: "stack" }, heading(t("billing.heading")), this.now, this.#form());
  }

  #form() {
    const toggle = switchLine(this.enabled, t("billing.account_credit_enabled"), t("billing.enabled-hint"));
    const refunds = switchLine(
      this.refunds,
      t("billing.refund_fraud_warnings"),
      t("billing.refund_fraud_warnings-hint"),
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
      refunds,
      this.beforePaying.element,
      this.invoices.element,
      h(
        "fieldset",
        {},
        h("legend", {}, t("billing.about-notices")),
        this.undeliverable,
        TEXTS.map((name) => this.texts[name].element),
      ),
      h("div", { class: "block" }, this.said, h("div", { class: "actions" }, this.button), this.changed),
    );
  }

  /** @returns {Record<Page.Setting, unknown>} */
  #typed() {
    const { top_up_minimum: low, top_up_maximum: high, balance_maximum: balance } = this.fields;
    return {
      account_credit_enabled: this.enabled.checked,
      top_up_minimum: low.amount,
      top_up_maximum: high.amount,
      balance_maximum: balance.amount,
      memo_maximum: this.fields.memo_maximum.amount,
      memo_daily_maximum: this.fields.memo_daily_maximum.amount,
      suggested_amounts: this.suggestions.amounts,
      refund_fraud_warnings: this.refunds.checked,
      notice_email: this.texts.notice_email.text || null,
      ...this.beforePaying.values,
      ...this.invoices.values,
    };
  }

  /** Whether something was changed and not saved. */
  get hasUnsaved() {
    return this.element.isConnected && Object.keys(this.#changes()).length > 0;
  }

  /** @returns {Api.SettingsChange} */
  #changes() {
    const typed = this.#typed();
    return Object.fromEntries(
      SETTINGS.filter((name) => !same(typed[name], this.seen[name])).map((name) => [name, typed[name]]),
    );
  }

  #check() {
    const { top_up_minimum: low, top_up_maximum: high, balance_maximum: balance } = this.fields;
    const fine = [
      low.checkWithin(smallest, largest),
      high.checkWithin(low.amount ?? smallest, largest),
      balance.checkWithin(high.amount ?? smallest, largest * 10),
      this.fields.memo_maximum.checkWithin(0, largest),
      this.fields.memo_daily_maximum.checkWithin(0, largest * 10),
      this.beforePaying.check(),
    ];
    return !fine.includes(false) && this.suggestions.check(low.amount ?? smallest, high.amount ?? largest);
  }

  /** @param {Event} event */
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
    } finally {
      done();
    }
  }

  /**
   * @param {unknown} problem
   * @returns {Promise<void>}
   */
  async #explain(problem) {
    const known = problem instanceof Problem ? problem : null;
    try {
      if (known?.code === "stale_version") return this.#merge(await getSettings());
    } catch (second) {
      return this.#explain(second);
    }
    for (const name of AMOUNTS) this.fields[name].tell(known?.wordsFor(name) ?? null);
    for (const name of TEXTS) this.texts[name].tell(known?.wordsFor(name) ?? null);
    this.beforePaying.explain(known);
    return this.#say(notice("bad", "alert", h("p", {}, wordsOf(problem))));
  }

  /**
   * Takes up a change that was made meanwhile. What was typed here stays; the rest becomes what it was changed to.
   * If that change was sent from here, and only its answer got lost, nothing is left to save.
   *
   * @param {Api.Settings} theirs
   */
  #merge(theirs) {
    const mine = this.#changes();
    const differing = SETTINGS.filter((name) => !same(theirs[name], this.seen[name]));
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

  /**
   * Bases the form on these settings, but for what is `kept` as it was typed.
   *
   * @param {Api.Settings} settings
   * @param {Api.SettingsChange} kept
   */
  #take(settings, kept = {}) {
    this.seen = settings;
    if (!("account_credit_enabled" in kept)) this.enabled.checked = settings.account_credit_enabled;
    if (!("refund_fraud_warnings" in kept)) this.refunds.checked = settings.refund_fraud_warnings;
    for (const name of AMOUNTS) if (!(name in kept)) this.fields[name].set(settings[name]);
    if (!("suggested_amounts" in kept)) this.suggestions.set(settings.suggested_amounts);
    for (const name of TEXTS) if (!(name in kept)) this.texts[name].input.value = settings[name] ?? "";
    this.beforePaying.take(settings, kept);
    this.invoices.take(settings, kept);
    this.now.replaceChildren(topUpsNow(settings));
    this.undeliverable.replaceChildren(noticesUndeliverable(settings) ?? "");
    this.changed.textContent = lastChange(settings);
  }

  /** @param {HTMLElement | null} box */
  #say(box) {
    this.said.replaceChildren(...(box ? [box] : []));
    if (!box) return;
    announce(box.textContent ?? "");
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }
}
