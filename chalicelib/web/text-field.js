import { h } from "./dom.js";
import { problemLine, tellProblem } from "./field.js";

/** A control with its label, its hint and what is wrong with it. */
export class Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} control
   * @param {string | null} hint
   */
  constructor(name, label, control, hint) {
    this.control = control;
    this.line = problemLine(`${name}-problem`);
    control.id = control.name = name;
    control.setAttribute("aria-describedby", `${hint ? `${name}-hint ` : ""}${name}-problem`);
    control.addEventListener("input", () => this.tell(null));
    this.element = h(
      "div",
      { class: "field" },
      h("label", { for: name }, label),
      control instanceof HTMLSelectElement ? control : h("div", { class: "entry" }, control),
      hint && h("span", { class: "soft small", id: `${name}-hint` }, hint),
      this.line,
    );
  }

  get text() {
    return this.control.value.trim();
  }

  /** @param {string} words */
  hint(words) {
    this.element.querySelector(`#${this.control.id}-hint`)?.replaceChildren(words);
  }

  /** @param {string | null} words */
  tell(words) {
    tellProblem(this.line, this.control, words);
  }

  /**
   * `problemOf(text)` returns what is wrong, or null; the first field that is wrong gets the focus.
   *
   * @param {(text: string) => string | null} problemOf
   */
  check(problemOf) {
    const words = problemOf(this.text);
    this.tell(words);
    if (words && !document.activeElement?.matches("[aria-invalid]")) this.control.focus();
    return !words;
  }

  /**
   * Whether something is entered; explains in `words` beside the field that it must be.
   *
   * @param {string} words
   */
  checkGiven(words) {
    return this.check((text) => (text ? null : words));
  }
}

/** One line of text. */
export class TextField extends Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {{ hint?: string | null, longest?: number, value?: string }} look
   */
  constructor(name, label, { hint = null, longest = 20, value = "" } = {}) {
    const input = h("input", { autocomplete: "off", maxlength: String(longest), value });
    super(name, label, input, hint);
    this.input = input;
  }
}
