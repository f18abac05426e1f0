import { showClinic } from "../brand.js";
import { person } from "../session.js";
import { zoneComesWith } from "../zone.js";
import { t } from "../words.js";
import { getSettings } from "./calls.js";

let anyInvoice = true;
/** @type {Map<string, string>} */
let accountNames = new Map();

/**
 * The account's name, as far as it is known; null is the clinic's own.
 *
 * @param {string | null} id
 */
export const accountName = (id) => (id === null ? null : (accountNames.get(id) ?? id));

/** Whether staff may apply credit to an invoice by typing any id. */
export const takesAnyInvoice = () => anyInvoice;

/** Shows whose page this is. The views ask for themselves and tell what goes wrong; here a failure changes nothing. */
export function introduceClinic() {
  zoneComesWith(
    getSettings().then(({ clinic, invoices, accounts }) => {
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
