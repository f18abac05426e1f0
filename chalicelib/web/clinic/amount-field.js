import { plainAmount } from "../amounts.js";
import { amountEntry } from "../field.js";
import { money } from "../format.js";
import { TextField } from "../text-field.js";
import { amountWords, readAmount } from "../typed-amount.js";
import { t } from "../words.js";

/** An amount in the clinic's currency, typed as people write it; `amount` is in minor units, or null. */
export class AmountField extends TextField {
  /**
   * @param {string} name
   * @param {string} label
   * @param {string} currency
   * @param {{ value?: number | null, hint?: string | null }} look
   */
  constructor(name, label, currency, { value = null, hint = null } = {}) {
    super(name, label, { hint, longest: 60 });
    this.currency = currency;
    this.input.setAttribute("inputmode", "decimal");
    this.input.parentElement?.replaceWith(amountEntry(this.input, currency));
    this.input.addEventListener("blur", () => this.set(this.amount));
    this.set(value);
  }

  get amount() {
    return readAmount(this.input.value, this.currency).amount;
  }

  /** @param {number | null} amount */
  set(amount) {
    if (amount !== null) this.input.value = plainAmount(amount, this.currency);
  }

  /**
   * Whether it is an amount from `least` to `most`; explains beside the field why not.
   *
   * @param {number} least
   * @param {number} most
   */
  checkWithin(least, most) {
    return this.check((text) => {
      if (!text) return t("field.amount-needed");
      const { amount, problem } = readAmount(text, this.currency);
      if (amount === null) return amountWords(problem, this.currency);
      if (amount < least) return t("field.amount-low", { minimum: this.#money(least) });
      return amount > most ? t("field.amount-high", { maximum: this.#money(most) }) : null;
    });
  }

  /** @param {number} amount */
  #money(amount) {
    return money({ amount, currency: this.currency });
  }
}
