import { showClinic } from "../brand.js";
import { person } from "../session.js";
import { zoneComesWith } from "../zone.js";
import { t } from "../words.js";
import { getSettings } from "./calls.js";

let anyInvoice = true;
/** @type {Map<string, string>} */
let accountNames = new Map();
let closed = Promise.resolve(false);

/**
 * The account's name, as far as it is known; null is the clinic's own.
 *
 * @param {string | null} id
 */
export const accountName = (id) => (id === null ? null : (accountNames.get(id) ?? id));

/** Whether staff may apply credit to an invoice by typing any id. */
export const takesAnyInvoice = () => anyInvoice;

/**
 * Whether the operator closed this clinic: then it takes no more credit, from whatever source. While that can't be
 * known, no: the service decides.
 */
export const isClosed = () => closed;

/** Shows whose page this is. The views ask for themselves and tell what goes wrong; here a failure changes nothing. */
export function introduceClinic() {
  const settings = getSettings();
  closed = settings.then(({ top_ups: { reason } }) => reason === "clinic_closed").catch(() => false);
  zoneComesWith(
    settings.then(({ clinic, invoices, accounts }) => {
      accountNames = new Map(accounts.map((account) => [account.id, account.name]));
      anyInvoice = invoices === "any";
      return showClinic(clinic);
    }),
  );
}

export const mayDoEverything = () => person().role === "full_access";

/**
 * Who did something: the patient, a member of staff by name or id, Stripe or the service itself.
 *
 * @param {Api.Actor | null} actor
 */
export function actorWords(actor) {
  const { kind, id, name } = actor ?? {};
  if (kind === "staff") return id === person().id ? t("actor.you") : (name ?? t("actor.staff", { id: id ?? "" }));
  return t(kind === "patient" || kind === "stripe" ? `actor.${kind}` : "actor.service");
}
