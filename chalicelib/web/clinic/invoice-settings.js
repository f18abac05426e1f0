import { h } from "../dom.js";
import { switchBox, switchLine } from "../switch-line.js";
import { t } from "../words.js";
import { CHOICES, CHOSEN } from "./billing-words.js";

/** The part of Billing Settings about invoices: which ones take credit, who applies it, and whether by itself. */
export class InvoiceSettings {
  /** @param {Api.Settings} settings */
  constructor(settings) {
    this.mayApply = switchBox("patients-may-apply", settings.patients_may_apply);
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
        switchLine(this.mayApply, t("billing.patients_may_apply"), t("billing.patients_may_apply-hint")),
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
}
