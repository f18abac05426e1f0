import { form, updateForm } from "./attempt.js";
import { plainAmount } from "../amounts.js";
import { h } from "../dom.js";
import { amountEntry, problemLine, tellProblem } from "../field.js";
import { money } from "../format.js";
import { amountWords, readAmount } from "../typed-amount.js";
import { t } from "../words.js";

/** The two questions that come first: how much, and where the patient intends to use it. */
export class AmountAndLocation {
  /**
   * @param {Api.Offer} offer
   * @param {string | undefined} lastLocation
   * @param {() => void} changed
   */
  constructor({ currency, minimum, maximum, suggested, locations, balance_room: room }, lastLocation, changed) {
    this.currency = currency;
    this.minimum = minimum;
    this.maximum = maximum;
    this.isCapped = room === maximum;
    this.locations = locations;
    this.changed = changed;
    /** @type {HTMLInputElement[]} */
    this.radios = [];
    this.problems = { amount: problemLine("amount-problem"), location_id: problemLine("location-problem") };
    this.input = this.#amountInput();
    this.buttons = suggested.map((amount) => this.#suggestion(amount));
    this.location_id = this.#firstLocation(lastLocation);
    this.element = h("div", {}, this.#amountSet(), this.#locationSet());
    this.#press();
  }

  get amount() {
    return readAmount(this.input.value, this.currency).amount;
  }

  /** Explains beside each field what is wrong with it; true if nothing is. The first wrong one gets the focus. */
  check() {
    const amount = this.#amountProblem();
    const location = this.location_id ? null : t("add.location-needed");
    this.showProblems({ amount, location_id: location });
    return !amount && !location;
  }

  /** @param {{ amount?: string | null, location_id?: string | null }} problems */
  showProblems({ amount = null, location_id: location = null }) {
    tellProblem(this.problems.amount, this.input, amount);
    for (const radio of this.radios) tellProblem(this.problems.location_id, radio, location);
    if (amount) this.input.focus();
    else if (location) this.radios[0]?.focus();
  }

  #amountProblem() {
    if (this.input.value.trim() === "") return t("add.amount-needed");
    const { amount, problem } = readAmount(this.input.value, this.currency);
    if (amount === null) return amountWords(problem, this.currency);
    if (amount < this.minimum) return t("add.amount-low", { minimum: this.#money(this.minimum) });
    if (amount > this.maximum)
      return t(this.isCapped ? "add.amount-over-room" : "add.amount-high", { maximum: this.#money(this.maximum) });
    return null;
  }

  /**
   * @param {number} amount
   * @param {{ brief?: boolean }} [options]
   */
  #money(amount, options) {
    return money({ amount, currency: this.currency }, options);
  }

  #amountInput() {
    const tidy = () => {
      if (this.amount === null) return;
      input.value = plainAmount(this.amount, this.currency);
      updateForm({ text: input.value }); // The other language may read what was typed as another amount, or not at all.
    };
    const input = h("input", {
      id: "amount",
      name: "amount",
      inputmode: "decimal",
      autocomplete: "off",
      enterkeyhint: "next",
      maxlength: "60",
      "aria-describedby": "limits amount-problem",
      value: form().text ?? "",
      oninput: () => this.#typed(),
      onblur: tidy,
    });
    return input;
  }

  /** @param {number} amount */
  #suggestion(amount) {
    const press = () => {
      this.input.value = plainAmount(amount, this.currency);
      this.#typed();
    };
    return h(
      "button",
      { class: "button", type: "button", "data-amount": amount, disabled: amount > this.maximum, onclick: press },
      this.#money(amount, { brief: true }),
    );
  }

  #typed() {
    updateForm({ text: this.input.value });
    if (!this.problems.amount.hidden) tellProblem(this.problems.amount, this.input, null);
    this.#press();
    this.changed();
  }

  #press() {
    for (const button of this.buttons)
      button.setAttribute("aria-pressed", String(Number(button.dataset.amount) === this.amount));
  }

  #amountSet() {
    const values = { minimum: this.#money(this.minimum), maximum: this.#money(this.maximum) };
    const limits = t(this.isCapped ? "add.limits-room" : "add.limits", values);
    return h(
      "fieldset",
      {},
      h("legend", {}, t("add.amount")),
      this.buttons.length > 0 && h("div", { class: "choices" }, this.buttons),
      h(
        "div",
        { class: "field" },
        h("label", { for: "amount" }, t(this.buttons.length ? "add.other-amount" : "add.amount")),
        amountEntry(this.input, this.currency),
        h("span", { class: "soft small", id: "limits" }, limits),
        this.problems.amount,
      ),
    );
  }

  /**
   * @param {string | undefined} last
   * @returns {string | null}
   */
  #firstLocation(last) {
    const known = [form().location_id, last].filter((id) => this.locations.some((location) => location.id === id));
    const only = this.locations.length === 1 ? this.locations[0]?.id : null;
    return known[0] ?? only ?? null;
  }

  #locationSet() {
    const options = this.locations.map((location) => this.#locationOption(location));
    this.radios = options.flatMap((option) => [...option.querySelectorAll("input")]);
    return h(
      "fieldset",
      { "aria-describedby": "location-problem" },
      h("legend", {}, t("add.location")),
      h("div", { class: `options ${options.length > 1 ? "two" : ""}` }, options),
      this.problems.location_id,
    );
  }

  /** @param {Api.Place} place */
  #locationOption({ id, name }) {
    const choose = () => {
      this.location_id = id;
      updateForm({ location_id: id });
      for (const radio of this.radios) tellProblem(this.problems.location_id, radio, null);
      this.changed();
    };
    return h(
      "label",
      { class: "option" },
      h("input", { type: "radio", name: "location", value: id, checked: id === this.location_id, onchange: choose }),
      h("bdi", { class: "what" }, name),
    );
  }
}

/**
 * What has been decided, once the top-up exists: it can't be edited, only given up for another.
 *
 * @param {Api.TopUp} topUp
 * @param {() => void} change
 */
export function decided(topUp, change) {
  return h(
    "div",
    { class: "block chosen" },
    h(
      "div",
      { class: "what" },
      h("span", { class: "figure" }, money(topUp.amount)),
      h("span", { class: "soft" }, t("add.for-location"), " ", h("bdi", {}, topUp.location.name)),
    ),
    h(
      "button",
      { class: "button", type: "button", "aria-label": t("add.change-both"), onclick: change },
      t("add.change"),
    ),
  );
}
