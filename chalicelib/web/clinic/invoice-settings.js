import { h } from "../dom.js";
import { t } from "../words.js";
import { CHOICES, CHOSEN } from "./billing-words.js";

/** The part of Billing Settings about invoices: which ones take credit, who applies it, and whether by itself. */
export class InvoiceSettings {
  /** @param {Api.Settings} settings */
  constructor(settings) {
    this.mayApply = h("input", {
      type: "checkbox",
      role: "switch",
      id: "patients-may-apply",
      checked: settings.patients_may_apply,
      "aria-describedby": "patients-may-apply-hint",
    });
    this.selects = {
      invoices: this.#select("invoices", settings.invoices),
      apply_automatically: this.#select("apply_automatically", settings.apply_automatically),
    };
    this.element = h(
      "fieldset",
      {},
      h("legend", {}, t("billing.about-invoices")),
      h(
        "div",
        { class: "stack tight" },
        CHOSEN.map((name) => this.#field(name)),
        this.#toggle(),
      ),
    );
  }

  get values() {
    return {
      patients_may_apply: this.mayApply.checked,
      invoices: this.selects.invoices.value,
      apply_automatically: this.selects.apply_automatically.value,
    };
  }

  /**
   * Shows these settings, but for what is `kept` as it was chosen.
   *
   * @param {Api.Settings} settings
   * @param {Api.SettingsChange} kept
   */
  take(settings, kept) {
    if (!("patients_may_apply" in kept)) this.mayApply.checked = settings.patients_may_apply;
    for (const name of CHOSEN) if (!(name in kept)) this.selects[name].value = settings[name];
  }

  /**
   * @param {typeof CHOSEN[number]} name
   * @param {string} value
   */
  #select(name, value) {
    const options = CHOICES[name].map((each) => h("option", { value: each }, t(`billing.${name}-${each}`)));
    const select = h("select", { id: name, "aria-describedby": `${name}-hint` }, options);
    select.value = value;
    return select;
  }

  /** @param {typeof CHOSEN[number]} name */
  #field(name) {
    return h(
      "div",
      { class: "field" },
      h("label", { for: name }, t(`billing.${name}`)),
      this.selects[name],
      h("span", { class: "soft small", id: `${name}-hint` }, t(`billing.${name}-hint`)),
    );
  }

  #toggle() {
    return h(
      "label",
      { class: "switch" },
      h(
        "span",
        { class: "what" },
        h("strong", {}, t("billing.patients_may_apply")),
        h("span", { class: "small soft", id: "patients-may-apply-hint" }, t("billing.patients_may_apply-hint")),
      ),
      this.mayApply,
    );
  }
}
