import { cardName } from "../card-name.js";
import { money } from "../format.js";
import { showAgain } from "../router.js";
import { TextField } from "../text-field.js";
import { needWords, t } from "../words.js";
import { AmountField } from "./amount-field.js";
import { askForm } from "./ask-form.js";
import { ChoiceField } from "./choice-fields.js";
import { refund } from "./patient-calls.js";
import { firstSource } from "./payment-details.js";
import { refundWords } from "./refund-words.js";
import { tenderField } from "./tender-field.js";

const cards_take_refunds_for_ms = 180 * 24 * 3600 * 1000; // As the service has it: later, many banks return a refund.

/**
 * The ways to give this payment back: to its card, or outside Stripe, where no card can take it any more.
 *
 * @param {Api.Payment} payment
 * @returns {Array<"card" | "outside">}
 */
function waysOf(payment) {
  if (firstSource(payment) !== "card_online") return ["outside"];
  const age_ms = Date.now() - Date.parse(payment.succeeded_at ?? payment.created_at);
  const failed = payment.refunds.some(({ status }) => status === "failed");
  return failed || age_ms > cards_take_refunds_for_ms ? ["card", "outside"] : ["card"];
}

/** How the money was given back, where it doesn't go to the card. */
class Outside {
  /**
   * @param {Array<"card" | "outside">} ways
   * @param {string} card
   */
  constructor(ways, card) {
    /** @type {Array<[string, string]>} */
    const options = ways.map((way) => [way, t(`refund.way-${way}`, { card })]);
    this.way = new ChoiceField("way", t("refund.way"), options);
    this.tender = tenderField(t("refund.tender"));
    this.reference = new TextField("reference", t("record.reference"), { longest: 100 });
    this.way.element.hidden = ways.length < 2;
    this.way.control.addEventListener("input", () => this.#show());
    this.#show();
  }

  get isChosen() {
    return this.way.text === "outside";
  }

  get fields() {
    return { way: this.way, "outside.tender": this.tender, "outside.reference": this.reference };
  }

  check() {
    return !this.isChosen || this.tender.checkGiven(t("refund.tender-needed"));
  }

  /** @returns {Pick<Api.NewRefund, "outside">} */
  get body() {
    if (!this.isChosen) return {};
    const tender = /** @type {Api.Tender} */ (this.tender.text);
    return { outside: this.reference.text ? { tender, reference: this.reference.text } : { tender } };
  }

  #show() {
    this.tender.element.hidden = this.reference.element.hidden = !this.isChosen;
  }
}

/**
 * Prepares the form that asks how much to give back, how and why; resolves to what opens it.
 *
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 */
export async function askToRefund(payment, most) {
  await needWords(["record"]);
  return () => ask(payment, most);
}

/**
 * @param {Api.Payment} payment
 * @param {Api.Money} most
 */
async function ask(payment, most) {
  const { card, patient_id: patient, id } = payment;
  const ways = waysOf(payment);
  const cardWords = card ? cardName(card) : t("card.other");
  const outside = new Outside(ways, cardWords);
  const hint = t("refund.most", { amount: money(most) });
  const amount = new AmountField("amount", t("refund.amount"), most.currency, { value: most.amount, hint });
  const reason = new TextField("reason", t("refund.reason"), { hint: t("refund.reason-hint"), longest: 500 });
  const onlyCard = ways.length === 1 && ways[0] === "card";
  const made = await askForm({
    title: t("refund.title"),
    explain: onlyCard ? t("refund.explain", { card: cardWords }) : t("refund.explain-outside"),
    submit: t("refund.submit"),
    working: t("refund.working"),
    fields: { amount, ...outside.fields, reason },
    check: () => [amount.checkWithin(1, most.amount), outside.check(), reason.checkGiven(t("refund.reason-needed"))],
    body: () => ({ amount: amount.amount ?? 0, reason: reason.text, ...outside.body }),
    what: `refund ${patient} ${id}`,
    send: (key, body) => refund(patient, id, key, body),
    danger: true,
  });
  if (made) await showAgain(refundWords(made));
}
