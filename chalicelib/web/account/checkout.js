import { settle, startTopUp } from "./later-calls.js";
import { AmountAndLocation, decided } from "./amount-location.js";
import { abandonAttempt, attempt, beginAttempt, updateAttempt } from "./attempt.js";
import { Problem } from "../api.js";
import { beforePaying } from "./before-paying.js";
import { declineWords } from "./decline.js";
import { announce, busy, h, icon, notice } from "../dom.js";
import { money } from "../format.js";
import { NEW, PayMethods } from "./pay-methods.js";
import { replaceWith } from "../router.js";
import { confirm, stripeFor } from "./stripe.js";
import { t } from "../words.js";

/** Add Account Credit, from the amount to the payment. One top-up, one PaymentIntent, however often it is tried. */
export class Checkout {
  /** @param {{ credit: Api.Credit, cards: Api.Card[], lastLocation?: string, topUp: Page.OpenTopUp | null }} start */
  constructor({ credit, cards, lastLocation, topUp }) {
    this.credit = credit;
    this.topUp = topUp;
    this.working = false;
    const changed = () => this.#chosen();
    this.what = new AmountAndLocation(credit.top_up, lastLocation, changed);
    this.how = new PayMethods(cards, credit.top_up.card_notice, changed);
    this.firstPart = h("div");
    this.trouble = h("div");
    this.after = h("p", { class: "after" });
    this.button = this.#payButton();
    const pay = h(
      "div",
      { class: "block pay" },
      this.trouble,
      this.after,
      beforePaying(credit.top_up),
      this.button,
      h("p", { class: "soft small safe" }, icon("lock"), t("add.safe")),
    );
    this.element = h(
      "form",
      { class: "checkout", novalidate: true, onsubmit: (event) => this.#moveOn(event) },
      h("div", { class: "panel" }, this.firstPart, this.how.element, pay),
    );
    this.#drawFirstPart();
    this.#redraw();
    setTimeout(() => this.#openForm());
  }

  /** Only pressing it pays. A key that is still held down from the field before presses nothing. */
  #payButton() {
    return h("button", {
      class: "button primary wide",
      type: "button",
      onclick: () => this.#submit(),
      onkeydown: (event) => event.repeat && event.preventDefault(),
    });
  }

  /**
   * Enter in a field, or "Next" on a phone, leads to what is missing or to the button; it never pays.
   *
   * @param {Event} event
   */
  #moveOn(event) {
    event.preventDefault();
    if (this.topUp || this.what.check()) this.button.focus();
  }

  #drawFirstPart() {
    const change = () => this.#startOver();
    this.firstPart.replaceChildren(this.topUp ? decided(this.topUp, change) : this.what.element);
    this.#showWork();
  }

  /** "Change" waits while something is at work: a press would be lost. */
  #showWork() {
    this.firstPart.querySelector(".chosen button")?.setAttribute("aria-disabled", String(this.working));
  }

  /** Another amount or location is another top-up. This one isn't paid, and is never paid later. */
  #startOver() {
    if (this.working) return;
    this.#unlock();
    this.what.input.focus();
  }

  #unlock() {
    abandonAttempt();
    this.topUp = null;
    this.how.unmount();
    this.tell(null);
    this.#drawFirstPart();
    this.#redraw();
  }

  /** @returns {number | null} */
  get #amount() {
    return this.topUp?.amount.amount ?? this.what.amount;
  }

  /** @param {number} amount */
  #money(amount) {
    return money({ amount, currency: this.credit.top_up.currency });
  }

  #redraw() {
    const amount = this.#amount;
    if (!this.working) this.button.replaceChildren(this.#label(amount));
    this.after.replaceChildren(
      t("add.after"),
      h("strong", {}, this.#money(this.credit.available.amount + (amount ?? 0))),
    );
    this.after.hidden = !amount;
  }

  #chosen() {
    this.#redraw();
    this.#openForm();
  }

  /** Once there is a top-up, choosing a new card shows Stripe's form without another press. */
  #openForm() {
    if (this.topUp && this.how.needsForm) this.#submit();
  }

  /** @param {number | null} amount */
  #label(amount) {
    if (this.how.needsForm) return t("add.to-card");
    return amount ? t("add.pay", { amount: this.#money(amount) }) : t("add.pay-plain");
  }

  /**
   * Everything that pays goes through here, one at a time: pressing again while one is at work does nothing. A press
   * means what the button said: what is chosen while it is at work neither pays nor is paid with.
   */
  async #submit() {
    if (this.working || !(this.topUp || this.what.check())) return;
    this.working = true;
    this.tell(null);
    const card = this.how.needsForm ? null : this.how.chosen;
    const words = t(card ? "add.paying" : "add.opening");
    const done = busy(this.button, words);
    announce(words);
    try {
      await this.#goOn(card);
    } catch (problem) {
      this.#explain(problem);
    } finally {
      done();
      this.working = false;
      this.#showWork();
      this.#redraw();
    }
  }

  /**
   * `unsure` stays set until the service has said what became of the last try; until then nothing is tried again.
   *
   * @param {string | null} card What is paid with; null to show Stripe's form first.
   */
  async #goOn(card) {
    const topUp = this.topUp ?? (await this.#start());
    const stripe = await stripeFor(this.credit.top_up.stripe_publishable_key);
    if (attempt()?.unsure && (await this.#settled(topUp))) return;
    if (card) await this.#pay(stripe, topUp, card);
    else if (this.how.needsForm) await this.#showForm(stripe, topUp);
  }

  /**
   * Stripe shows no form for a top-up that is over: whether it is, is asked before its form is said not to load.
   *
   * @param {StripeJs.Client} stripe
   * @param {Page.OpenTopUp} topUp
   */
  async #showForm(stripe, topUp) {
    try {
      await this.how.mount(stripe, topUp.client_secret);
    } catch (problem) {
      if (!(await this.#settled(topUp))) throw problem;
    }
  }

  async #start() {
    const { key, amount, location_id } = beginAttempt(this.what.amount ?? 0, this.what.location_id ?? "");
    const topUp = await startTopUp(key, amount, location_id, this.credit.top_up.terms_version);
    this.topUp = topUp;
    updateAttempt({ id: topUp.id }, key);
    this.#drawFirstPart();
    return topUp;
  }

  /**
   * @param {StripeJs.Client} stripe
   * @param {Page.OpenTopUp} topUp
   * @param {string} card
   */
  async #pay(stripe, topUp, card) {
    updateAttempt({ unsure: true });
    const { error } = await confirm(stripe, {
      clientSecret: topUp.client_secret,
      cardId: card === NEW ? null : card,
      elements: this.how.elements,
    });
    if (error?.type === "validation_error") return this.#tellIncomplete();
    if (await this.#settled(topUp)) return;
    this.tell(t("decline.title"), `${declineWords(error, this.topUp?.last_error ?? null)} ${t("decline.advice")}`);
  }

  /** Stripe tells in its form what is missing, and has put the focus there. */
  #tellIncomplete() {
    updateAttempt({ unsure: false });
    this.trouble.replaceChildren(notice("bad", "alert", h("p", {}, t("add.card-incomplete"))));
  }

  /**
   * Asks the service, which asks Stripe; true when there is nothing more to pay.
   *
   * @param {Page.OpenTopUp} topUp
   * @returns {Promise<boolean>}
   */
  async #settled({ id, client_secret }) {
    const topUp = { ...(await settle(id)), client_secret };
    this.topUp = topUp;
    updateAttempt({ unsure: false });
    if (topUp.status === "pending") return false;
    if (topUp.status === "canceled") {
      this.#unlock();
      this.tell(t("add.lapsed"));
    } else {
      await replaceWith(`#/done/${id}`);
    }
    return true;
  }

  /** @param {unknown} problem */
  #explain(problem) {
    const known = problem instanceof Problem;
    if ((!known || problem.passing) && attempt()?.unsure) return this.tell(t("add.unsure"));
    if (!known) return this.tell(t("add.stripe-missing"));
    if (this.topUp || problem.passing) return this.tell(problem.words);
    abandonAttempt();
    const fields = { amount: problem.wordsFor("amount"), location_id: problem.wordsFor("location_id") };
    if (fields.amount || fields.location_id) return this.what.showProblems(fields);
    return this.tell(problem.words);
  }

  /**
   * Explains above the button, and moves there; `null` clears it.
   *
   * @param {string | null} title
   * @param {string | null} more
   */
  tell(title, more = null) {
    if (title === null) return this.trouble.replaceChildren();
    const box = notice("bad", "alert", more ? h("strong", {}, title) : h("p", {}, title), more && h("p", {}, more));
    this.trouble.replaceChildren(box);
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "center" });
  }
}
