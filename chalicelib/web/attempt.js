import { person } from "./session.js";

const kept = "top-up";
const forms = "top-up-form";
const dropped = "top-ups-dropped";

function read(name) {
  const value = JSON.parse(sessionStorage.getItem(name) ?? "null");
  return value && value.who === person().id ? value : null;
}

function write(name, value) {
  sessionStorage.setItem(name, JSON.stringify({ ...value, who: person().id }));
  return value;
}

/**
 * The top-up that this tab has asked for and not seen the end of: `{key, amount, location_id, id?, unsure?}`.
 * Its key is made once and kept before the service is asked, so whatever happens in between (a reload, Back, a closed
 * laptop, an answer that got lost), asking again finds the same top-up and the same single PaymentIntent.
 */
export const attempt = () => read(kept);

export function beginAttempt(amount, location_id) {
  const asked = attempt();
  if (asked?.amount === amount && asked.location_id === location_id) return asked;
  abandonAttempt();
  return write(kept, { key: crypto.randomUUID(), amount, location_id });
}

export const updateAttempt = (changes) => write(kept, { ...attempt(), ...changes });

export function endAttempt() {
  sessionStorage.removeItem(kept);
  sessionStorage.removeItem(forms);
}

/** Gives this top-up up. Its form stays, for the next one; nobody can pay the old one without its client secret. */
export function abandonAttempt() {
  dismiss(attempt()?.id);
  sessionStorage.removeItem(kept);
}

/** What is typed and chosen but not asked for yet: `{text, location_id, method}`. */
export const form = () => read(forms) ?? {};
export const updateForm = (changes) => write(forms, { ...form(), ...changes });

const dismissals = () => read(dropped)?.ids ?? [];

/** The patient doesn't want to hear of this unfinished top-up again. */
export function dismiss(id) {
  if (id) write(dropped, { ids: [...dismissals(), id] });
}

export const isDismissed = (id) => dismissals().includes(id);
