import { form, updateForm } from "./attempt.js";
import { brandMark, cardWords, expired } from "../card-words.js";
import { h, icon } from "../dom.js";
import { mountCardForm } from "./stripe.js";
import { t } from "../words.js";

export const NEW = "new";

/**
 * How to pay: every card on file, and a new one, with the notice that it will be stored. A wallet's card is left out:
 * its number belongs to one device, and Stripe's form offers the wallet itself.
 */
export class PayMethods {
  /**
   * @param {Api.Card[]} cards
   * @param {string} cardNotice
   * @param {() => void} changed
   */
  constructor(cards, cardNotice, changed) {
    this.cards = cards.filter((card) => !card.wallet);
    this.changed = changed;
    /** @type {StripeJs.Elements | null} */
    this.elements = null;
    this.chosen = this.#first();
    this.place = h("div");
    this.hint = h("p", { class: "soft small" }, t("add.card-form-soon"));
    this.form = h(
      "div",
      { class: "new-card" },
      h("div", { class: "notice" }, icon("info"), h("p", { id: "card-notice" }, cardNotice)),
      this.hint,
      this.place,
    );
    this.form.hidden = !this.isNew;
    this.element = h(
      "fieldset",
      {},
      h("legend", {}, t("add.how")),
      h(
        "div",
        { class: "options" },
        this.cards.map((card) => this.#card(card)),
        this.#newCard(),
      ),
      this.form,
    );
  }

  get isNew() {
    return this.chosen === NEW;
  }

  get needsForm() {
    return this.isNew && !this.elements;
  }

  /**
   * Shows Stripe's card form for this top-up. Throws when the form can't be loaded.
   *
   * @param {StripeJs.Client} stripe
   * @param {string} clientSecret
   */
  async mount(stripe, clientSecret) {
    this.hint.hidden = true;
    this.place.classList.add("opening");
    try {
      this.elements = await mountCardForm(stripe, clientSecret, this.#freshPlace());
    } catch (problem) {
      this.unmount();
      throw problem;
    } finally {
      this.place.classList.remove("opening");
    }
  }

  /** Forgets the card form: it belongs to one top-up only. */
  unmount() {
    this.elements = null;
    this.hint.hidden = false;
    this.place.replaceChildren();
  }

  #freshPlace() {
    const fresh = h("div");
    this.place.replaceChildren(fresh);
    return fresh;
  }

  #first() {
    const usable = this.cards.filter((card) => !expired(card)).map((card) => card.id);
    const wanted = form().method;
    return wanted && (wanted === NEW || usable.includes(wanted)) ? wanted : (usable[0] ?? NEW);
  }

  /**
   * @param {string} value
   * @param {boolean} disabled
   */
  #radio(value, disabled) {
    const choose = () => {
      this.chosen = value;
      updateForm({ method: value });
      this.form.hidden = !this.isNew;
      this.changed();
    };
    return h("input", {
      type: "radio",
      name: "method",
      value,
      checked: value === this.chosen,
      disabled,
      onchange: choose,
    });
  }

  /** @param {Api.Card} card */
  #card(card) {
    return h("label", { class: "option" }, this.#radio(card.id, expired(card)), brandMark(card), cardWords(card));
  }

  #newCard() {
    return h(
      "label",
      { class: "option" },
      this.#radio(NEW, false),
      h("span", { class: "brandmark" }, icon("plus")),
      h("span", { class: "what" }, t("add.new-card")),
    );
  }
}
