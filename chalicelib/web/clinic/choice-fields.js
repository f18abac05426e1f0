import { clinicDay } from "../calendar.js";
import { h } from "../dom.js";
import { Field } from "../text-field.js";

/** One of several options. With `none`, nothing is chosen at first. */
export class ChoiceField extends Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {Array<[value: string, words: string]>} options
   * @param {{ hint?: string | null, none?: string | null, value?: string }} look
   */
  constructor(name, label, options, { hint = null, none = null, value = "" } = {}) {
    /** @type {Array<[value: string, words: string]>} */
    const all = none === null ? options : [["", none], ...options];
    const select = h(
      "select",
      {},
      all.map(([each, words]) => h("option", { value: each, selected: each === value }, words)),
    );
    super(name, label, select, hint);
  }
}

/** A day, today or before. */
export class DayField extends Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {{ hint?: string | null, value?: string, wrong: string }} look
   */
  constructor(name, label, { hint = null, value = "", wrong }) {
    const input = h("input", { type: "date", min: "1990-01-01", max: clinicDay(), value });
    super(name, label, input, hint);
    this.input = input;
    this.wrong = wrong;
  }

  /** Whether it is a day that can be; explains beside the field why not. */
  checkDay() {
    return this.check((text) => (text && this.input.validity.valid ? null : this.wrong));
  }
}
