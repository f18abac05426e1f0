import { person } from "../session.js";
import { device, tab } from "../store.js";

const forms = "top-up-form";
const most_dropped = 20;

/** The browser keeps these per patient and clinic, so that neither a closed tab nor a shared screen matters. */
const kept = () => `top-up ${person().owner}`;
const dropped = () => `top-ups-dropped ${person().owner}`;

/**
 * The top-up that was asked for here and not seen the end of: `{key, amount, location_id, id?, unsure?}`. Its key is
 * made once and kept before the service is asked, so whatever happens in between (a reload, Back, a closed tab, an
 * answer that got lost), asking again finds the same top-up and the same single PaymentIntent.
 *
 * @returns {Page.Attempt | null}
 */
export const attempt = () => device.read(kept());

/**
 * @param {number} amount
 * @param {string} location_id
 * @returns {Page.Attempt}
 */
export function beginAttempt(amount, location_id) {
  const asked = attempt();
  if (asked?.amount === amount && asked.location_id === location_id) return asked;
  abandonAttempt();
  return device.write(kept(), { key: crypto.randomUUID(), amount, location_id });
}

/**
 * `key` names the top-up that the changes are of: another tab may have given it up for another one meanwhile.
 *
 * @param {Partial<Page.Attempt>} changes
 * @param {string} [key]
 */
export function updateAttempt(changes, key = attempt()?.key) {
  const asked = attempt();
  if (asked && asked.key === key) device.write(kept(), { ...asked, ...changes });
}

export function endAttempt() {
  device.remove(kept());
  tab.remove(forms);
}

/** Abandons this top-up. Its form stays for the next one; the old one can't be paid without its client secret. */
export function abandonAttempt() {
  dismiss(attempt()?.id);
  device.remove(kept());
}

/**
 * What is typed and chosen but not asked for yet: `{text, location_id, method}`.
 *
 * @returns {Page.Form}
 */
export const form = () => {
  const found = tab.read(forms);
  return found?.owner === person().owner ? found : {};
};
/** @param {Page.Form} changes */
export const updateForm = (changes) => tab.write(forms, { ...form(), ...changes, owner: person().owner });

/** @returns {string[]} */
const dismissals = () => [device.read(dropped()) ?? []].flat();

/**
 * The patient doesn't want to hear of this unfinished top-up again.
 *
 * @param {string | undefined} id
 */
export function dismiss(id) {
  if (id) device.write(dropped(), [...dismissals(), id].slice(-most_dropped));
}

/** @param {string} id */
export const isDismissed = (id) => dismissals().includes(id);
