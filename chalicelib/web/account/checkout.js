import { settle, startTopUp } from "./calls.js";
import { AmountAndLocation, decided } from "./amount-location.js";
import { abandonAttempt, attempt, beginAttempt, updateAttempt } from "./attempt.js";
import { declineWords } from "./decline.js";
import { announce, busy, h, icon, notice } from "../dom.js";
import { money } from "../format.js";
import { PayMethods } from "./pay-methods.js";
import { replaceWith } from "../router.js";
import { confirm, stripeFor } from "./stripe.js";
import { t } from "../words.js";

/** Add Account Credit, from the amount to the payment. One top-up, one PaymentIntent, however often it is tried. */
export class Checkout {
  constructor({ credit, cards, lastLocation, topUp }) {
    Object.assign(this, { credit, topUp });
    this.working = false;
    const changed = () => this.#chosen();
    this.what = new AmountAndLocation(credit.top_up, lastLocation, changed);
    this.how = new PayMethods(cards, credit.top_up.card_notice, changed);
    this.firstPart = h("div");
    this.trouble = h("div");
    this.after = h("p", { class: "after" });
    this.button = h("button", { class: "button primary wide", type: "submit" });
    const pay = h(
      "div",
      { class: "block pay" },
      this.trouble,
      this.after,
      this.button,
      h("p", { class: "soft small safe" }, icon("lock"), t("add.safe")),
    );
    this.element = h(
      "form",
      { class: "checkout", novalidate: true, onsubmit: (event) => this.#submit(event) },
      h("div", { class: "panel" }, this.firstPart, this.how.element, pay),
    );
    this.#drawFirstPart();
    this.#redraw();
    setTimeout(() => this.#openForm());
  }

  #drawFirstPart() {
    const change = () => this.#startOver();
    this.firstPart.replaceChildren(this.topUp ? decided(this.topUp, change) : this.what.element);
  }

  /** Another amount or location is another top-up: nobody has paid this one, and nobody will. */
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

  get #amount() {
    return this.topUp?.amount.amount ?? this.what.amount;
  }

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

  #label(amount) {
    if (this.how.needsForm) return t("add.to-card");
    return amount ? t("add.pay", { amount: this.#money(amount) }) : t("add.pay-plain");
  }

  /** Everything that pays goes through here, one at a time: pressing again while one is at work does nothing. */
  async #submit(event) {
    event?.preventDefault();
    if (this.working || !(this.topUp || this.what.check())) return;
    this.working = true;
    this.tell(null);
    const done = busy(this.button, t(this.how.needsForm ? "add.opening" : "add.paying"));
    announce(t(this.how.needsForm ? "add.opening" : "add.paying"));
    try {
      await this.#goOn();
    } catch (problem) {
      this.#explain(problem);
    }
    done();
    this.working = false;
    this.#redraw();
  }

  async #goOn() {
    await this.#start();
    const stripe = await stripeFor(this.credit.top_up.stripe_publishable_key);
    if (this.how.needsForm) return this.how.mount(stripe, this.topUp.client_secret);
    return this.#pay(stripe);
  }

  async #start() {
    if (this.topUp) return;
    const { key, amount, location_id } = beginAttempt(this.what.amount, this.what.location_id);
    this.topUp = await startTopUp(key, amount, location_id);
    updateAttempt({ id: this.topUp.id }, key);
    this.#drawFirstPart();
  }

  /** `unsure` stays set until the service has said what became of the last try; until then nothing is tried again. */
  async #pay(stripe) {
    if (attempt()?.unsure && (await this.#settled())) return;
    updateAttempt({ unsure: true });
    const { error } = await confirm(stripe, {
      clientSecret: this.topUp.client_secret,
      cardId: this.how.isNew ? null : this.how.chosen,
      elements: this.how.elements,
    });
    if (error?.type === "validation_error") return updateAttempt({ unsure: false });
    if (await this.#settled()) return;
    this.tell(t("decline.title"), `${declineWords(error, this.topUp.last_error)} ${t("decline.advice")}`);
  }

  /** Asks the service, which asks Stripe; true when there is nothing more to pay. */
  async #settled() {
    const { client_secret } = this.topUp;
    this.topUp = { ...(await settle(this.topUp.id)), client_secret };
    updateAttempt({ unsure: false });
    if (this.topUp.status === "pending") return false;
    if (this.topUp.status === "canceled") {
      this.#unlock();
      this.tell(t("add.lapsed"));
    } else {
      await replaceWith(`#/done/${this.topUp.id}`);
    }
    return true;
  }

  #explain(problem) {
    if (!problem.code) return this.tell(t("add.stripe-missing"));
    if (problem.passing) return this.tell(attempt()?.unsure ? t("add.unsure") : problem.words);
    if (this.topUp) return this.tell(problem.words);
    abandonAttempt();
    const fields = { amount: problem.wordsFor("amount"), location_id: problem.wordsFor("location_id") };
    if (fields.amount || fields.location_id) return this.what.showProblems(fields);
    return this.tell(problem.words);
  }

  /** Explains above the button, and moves there; `null` clears it. */
  tell(title, more = null) {
    if (title === null) return this.trouble.replaceChildren();
    const box = notice("bad", "alert", more ? h("strong", {}, title) : h("p", {}, title), more && h("p", {}, more));
    this.trouble.replaceChildren(box);
    box.focus({ preventScroll: true });
    box.scrollIntoView({ block: "center" });
  }
}
