/** The Payment Element's frame. It takes orders from the page that embeds it, and from no other window or origin. */
import { asParams, brandOf, errorsOf, laidOutExpiry, laidOutNumber } from "./card.js";
import { speak, WORDS } from "./words.js";
import { authorize, chosenWallet, offerWallets } from "./wallets.js";

const PARENT = new URL(new URLSearchParams(location.search).get("parent")).origin;
const form = document.getElementById("card");
const fields = { number: form.elements.number, expiry: form.elements.expiry, cvc: form.elements.cvc };
let words = WORDS.en;

const tell = (message) => window.parent.postMessage(message, PARENT);
const typed = () => Object.fromEntries(Object.entries(fields).map(([name, input]) => [name, input.value]));

function show(name, code) {
  fields[name].setAttribute("aria-invalid", String(Boolean(code)));
  document.getElementById(`${name}-error`).textContent = code ? words[code] : "";
}

function tellChange() {
  const wallet = chosenWallet();
  if (wallet) return tell({ kind: "change", complete: true, empty: false, value: { type: wallet } });
  const values = typed();
  const empty = Object.values(values).every((value) => value === "");
  tell({ kind: "change", complete: Object.values(errorsOf(values)).every((code) => code === null), empty });
}

/** Shows every error; returns the first as Stripe.js words it, or null. */
function firstError() {
  if (chosenWallet()) return null;
  const errors = errorsOf(typed());
  for (const [name, code] of Object.entries(errors)) show(name, code);
  const [name, code] = Object.entries(errors).find(([, each]) => each) || [];
  if (!code) return null;
  fields[name].focus();
  return { type: "validation_error", code, message: words[code] };
}

function encode(params, prefix = "", into = new URLSearchParams()) {
  for (const [name, value] of Object.entries(params)) {
    const key = prefix ? `${prefix}[${name}]` : name;
    if (value === undefined || value === null) continue;
    if (typeof value === "object") encode(value, key, into);
    else into.append(key, String(value));
  }
  return into;
}

async function post(key, path, params) {
  try {
    const headers = { Authorization: `Bearer ${key}` };
    const response = await fetch(path, { method: "POST", headers, body: encode(params) });
    const body = await response.json();
    return response.ok ? { body } : { error: body.error };
  } catch {
    return { error: { type: "api_connection_error", message: "We could not reach Stripe. Check your connection." } };
  }
}

const orders = {
  begin({ language, appearance }) {
    words = WORDS[language];
    speak(language);
    document.documentElement.dataset.theme = appearance.theme || "stripe";
    for (const [name, value] of Object.entries(appearance.variables || {})) {
      document.documentElement.style.setProperty(`--${name}`, value);
    }
    offerWallets(tellChange)
      .catch(() => {}) // Without wallets, a card can still be typed.
      .then(() => tell({ kind: "ready" }));
  },
  focus: () => fields.number.focus(),
  clear: () => form.reset(),
  validate() {
    const error = firstError();
    return error ? { error } : {};
  },
  async confirm({ key, path, params }) {
    const error = firstError();
    if (error) return { error };
    const wallet = chosenWallet();
    if (wallet && !(await authorize(wallet))) return { error: { type: "payment_error", code: "wallet_canceled" } };
    const card = wallet ? { token: `tok_${wallet}` } : asParams(typed());
    const data = { type: "card", ...params.payment_method_data, card };
    return post(key, path, { ...params, payment_method_data: data });
  },
  async create({ key, params }) {
    const error = firstError();
    return error ? { error } : post(key, "/v1/payment_methods", { ...params, card: asParams(typed()) });
  },
};

window.addEventListener("message", async (event) => {
  if (event.origin !== PARENT || event.source !== window.parent) return;
  const { kind, number, ...data } = event.data;
  if (!Object.hasOwn(orders, kind)) return;
  const answer = await orders[kind](data);
  if (number !== undefined) tell({ kind: "answer", number, answer });
});

function layOutNumber() {
  fields.number.value = laidOutNumber(fields.number.value);
  const { name, cvc } = brandOf(fields.number.value);
  document.getElementById("brand").textContent = name === "unknown" ? "" : name.toUpperCase();
  fields.cvc.maxLength = cvc;
}

function layOutExpiry(event) {
  if (event?.inputType !== "deleteContentBackward") fields.expiry.value = laidOutExpiry(fields.expiry.value);
}

fields.number.addEventListener("input", layOutNumber);
fields.expiry.addEventListener("input", layOutExpiry);
layOutNumber(); // What was typed before this script came. Stripe's own fields come with theirs.
layOutExpiry();
for (const [name, input] of Object.entries(fields)) {
  input.addEventListener("input", () => {
    show(name, null);
    tellChange();
  });
  input.addEventListener("focus", () => tell({ kind: "focus" }));
  input.addEventListener("blur", () => {
    if (input.value) show(name, errorsOf(typed())[name]);
    tell({ kind: "blur" });
  });
}
form.addEventListener("submit", (event) => event.preventDefault());
new ResizeObserver(() => tell({ kind: "height", height: Math.ceil(form.getBoundingClientRect().height) + 8 })).observe(form);
tell({ kind: "loaded" });
