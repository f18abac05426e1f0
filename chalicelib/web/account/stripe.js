import { settings } from "../session.js";
import { currentLanguage } from "../words.js";

/** @type {Promise<void> | null} */
let script = null;
/** @type {Map<string, StripeJs.Client>} */
const clients = new Map();

/** @returns {Promise<void>} */
function loadScript() {
  script ??= new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = settings().stripe_js_url;
    element.async = true;
    element.onload = () => resolve();
    element.onerror = () => {
      script = null;
      element.remove();
      reject(new Error("Stripe's script didn't load"));
    };
    document.head.append(element);
  });
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
 * Puts Stripe's Payment Element into `place`; resolves to its `elements` when it can be typed into.
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
  element.mount(place);
  await ready;
  element.focus?.();
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
