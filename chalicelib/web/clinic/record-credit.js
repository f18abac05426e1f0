import { clinicDay } from "../calendar.js";
import { money } from "../format.js";
import { goAndTell } from "../router.js";
import { tab } from "../store.js";
import { TextField } from "../text-field.js";
import { needWords, t } from "../words.js";
import { AmountField } from "./amount-field.js";
import { askForm } from "./ask-form.js";
import { getLocations, getSettings } from "./calls.js";
import { ChoiceField, DayField } from "./choice-fields.js";
import { createPayment } from "./patient-calls.js";
import { tenderField } from "./tender-field.js";

const largest = 99_999_999;
const kept = "recorded-at";

/** @param {Api.Location[]} locations */
function locationField(locations) {
  const open = locations.filter(({ active }) => active);
  /** @type {Array<[string, string]>} */
  const options = open.map(({ id, name }) => [id, name]);
  const value = open.length === 1 ? (open[0]?.id ?? "") : (tab.read(kept) ?? "");
  const hint = t("record.location-hint");
  return new ChoiceField("location_id", t("record.location"), options, { none: t("record.choose"), value, hint });
}

/**
 * The most that this credit may be, with a hint that names it.
 *
 * @param {Api.Source} source
 * @param {Api.Settings} settings
 */
function limitOf(source, { memo_maximum: one, memo_daily_maximum: all, currency }) {
  if (source !== "memo") return { most: largest, hint: null };
  const values = { amount: money({ amount: one, currency }), total: money({ amount: all, currency }) };
  return { most: Math.min(one, all), hint: t("record.memo-most", values) };
}

/**
 * The fields that only credit of this source has, each with its check.
 *
 * @param {Api.Source} source
 * @returns {{ fields: Record<string, import("../text-field.js").Field>, check: () => boolean[] }}
 */
function ownFields(source) {
  const long = { longest: 100 };
  if (source === "memo") {
    const reason = new TextField("reason", t("record.reason"), { hint: t("record.reason-hint"), longest: 500 });
    return { fields: { reason }, check: () => [reason.checkGiven(t("record.reason-needed"))] };
  }
  const day = { value: source === "recorded" ? clinicDay() : "", wrong: t("record.day-wrong") };
  if (source === "opening_balance") {
    const as_of = new DayField("as_of", t("record.as_of"), { ...day, hint: t("record.as_of-hint") });
    const reference = new TextField("reference", t("record.reference-old"), {
      ...long,
      hint: t("record.reference-old-hint"),
    });
    const check = () => [as_of.checkDay(), reference.checkGiven(t("record.reference-needed"))];
    return { fields: { as_of, reference }, check };
  }
  const tender = tenderField(t("record.tender"));
  const received_on = new DayField("received_on", t("record.received_on"), day);
  const reference = new TextField("reference", t("record.reference"), { ...long, hint: t("record.reference-hint") });
  const check = () => [tender.checkGiven(t("record.tender-needed")), received_on.checkDay()];
  return { fields: { tender, received_on, reference }, check };
}

/**
 * Prepares the form for money that staff took (`recorded`), goodwill (`memo`) or an `opening_balance`. Resolves to what
 * opens it, and shows the new payment once it is recorded.
 *
 * @param {string} patient
 * @param {"recorded" | "memo" | "opening_balance"} source
 */
export async function recordCredit(patient, source) {
  const [settings, locations] = await Promise.all([getSettings(), getLocations(), needWords(["record", "amounts"])]);
  return () => fillIn(patient, source, settings, locations);
}

/**
 * @param {string} patient
 * @param {"recorded" | "memo" | "opening_balance"} source
 * @param {Api.Settings} settings
 * @param {Api.Location[]} locations
 */
async function fillIn(patient, source, settings, locations) {
  const { most, hint } = limitOf(source, settings);
  const amount = new AmountField("amount", t("record.amount"), settings.currency, { hint });
  const location_id = locationField(locations);
  const own = ownFields(source);
  const filled = () => Object.entries(own.fields).flatMap(([name, field]) => (field.text ? [[name, field.text]] : []));
  const made = await askForm({
    title: t(`record.title-${source}`),
    explain: t(`record.explain-${source}`),
    submit: t(`record.submit-${source}`),
    working: t("record.working"),
    fields: { amount, location_id, ...own.fields },
    check: () => [amount.checkWithin(1, most), location_id.checkGiven(t("record.location-needed")), ...own.check()],
    /** @returns {Api.NewPayment} */
    body: () => ({
      source,
      amount: amount.amount ?? 0,
      location_id: location_id.text,
      ...Object.fromEntries(filled()),
    }),
    what: `payment ${patient}`,
    send: (key, body) => createPayment(patient, key, body),
  });
  if (!made) return;
  tab.write(kept, location_id.text);
  await goAndTell(`#/payment/${patient}/${made.id}`, t(`record.done-${source}`, { amount: money(made.amount) }));
}
