import { settings } from "../session.js";
import { currentLanguage } from "../words.js";

const patience_ms = 60_000;

/** @type {Promise<unknown> | null} */
let script = null;
/** @type {Map<string, StripeJs.Client>} */
const clients = new Map();

/**
 * Rejects when `arrival` takes too long: what never arrives tells no one.
 *
 * @param {Promise<unknown>} arrival
 */
function inTime(arrival) {
  let timer = 0;
  const late = new Promise((_, reject) => {
    timer = window.setTimeout(() => reject(new Error("Stripe took too long")), patience_ms);
  });
  return Promise.race([arrival, late]).finally(() => clearTimeout(timer));
}

/** @returns {Promise<unknown>} */
function loadScript() {
  if (script) return script;
  const element = document.createElement("script");
  element.src = settings().stripe_js_url;
  element.async = true;
  const loaded = new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = () => reject(new Error("Stripe's script didn't load"));
  });
  script = inTime(loaded).catch((problem) => {
    script = null;
    element.remove();
    throw problem;
  });
  document.head.append(element);
  return script;
}

/**
 * Stripe's own script, which alone ever sees a card number. Rejects when it can't be loaded; may be tried again.
 *
 * @param {string} publishableKey
 * @returns {Promise<StripeJs.Client>}
 */
export async function stripeFor(publishableKey) {
  await loadScript();
  const name = `${publishableKey} ${currentLanguage()}`;
  const client = clients.get(name) ?? window.Stripe(publishableKey, { locale: currentLanguage() });
  clients.set(name, client);
  return client;
}

/** Stripe draws the card form in a frame of its own, so our colours have to be told to it. */
function appearance() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const token = (name) => style.getPropertyValue(name).trim();
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return {
    theme: dark ? "night" : "stripe",
    variables: {
      colorPrimary: token("--accent"),
      colorBackground: token("--surface"),
      colorText: token("--ink"),
      colorDanger: token("--bad"),
      borderRadius: "10px",
      fontSizeBase: "16px",
      spacingUnit: "4px",
    },
  };
}

/**
 * The card form that was shown last; it follows when the person's system goes dark in the evening.
 *
 * @type {StripeJs.Elements | null}
 */
let shown = null;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
  shown?.update({ appearance: appearance() }),
);

/**
 * Puts Stripe's Payment Element into `place`; resolves to its `elements` when it is complete. Its fields may be there
 * before: who has begun to type, or gone elsewhere, keeps the focus.
 *
 * @param {StripeJs.Client} stripe
 * @param {string} clientSecret
 * @param {HTMLElement} place
 * @returns {Promise<StripeJs.Elements>}
 */
export async function mountCardForm(stripe, clientSecret, place) {
  const elements = stripe.elements({ clientSecret, appearance: appearance(), locale: currentLanguage() });
  const element = elements.create("payment", { layout: "tabs" });
  const ready = new Promise((resolve, reject) => {
    element.on("ready", resolve);
    element.on("loaderror", (event) => reject(new Error(event.error?.message ?? "the card form didn't load")));
  });
  shown = elements;
  const before = document.activeElement;
  element.mount(place);
  await inTime(ready);
  if (document.activeElement === before) element.focus?.();
  return elements;
}

/**
 * Confirms the payment with Stripe, 3D Secure included. Resolves to `{error?}`: it is a hint for words only,
 * since the service asks Stripe itself what became of the payment.
 *
 * @param {StripeJs.Client} stripe
 * @param {{ clientSecret: string, cardId: string | null, elements: StripeJs.Elements | null }} how
 */
export function confirm(stripe, { clientSecret, cardId, elements }) {
  if (cardId) return stripe.confirmCardPayment(clientSecret, { payment_method: cardId });
  return stripe.confirmPayment({
    elements,
    redirect: "if_required",
    confirmParams: { return_url: location.origin + location.pathname },
  });
}
