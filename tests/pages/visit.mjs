/**
 * Goes through a page without a browser: opens each of its views with the contract's own examples, presses whatever
 * can be pressed, fills in what then opens, and writes down what is shown and asked. Pauses are over at once.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { openDocument, outline, Happening } from "./dom.mjs";

const web = new URL("../../chalicelib/web/", import.meta.url);
const contract = JSON.parse(readFileSync(new URL("../../infra/contract/openapi.json", import.meta.url)));
const now = Date.parse("2026-11-24T15:00:00Z");

/** A clock that only pauses move. */
let passed_ms = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length) super(...given);
    else super(now + passed_ms);
  }
  static now() {
    return now + passed_ms;
  }
};
const turn = globalThis.setImmediate;
let timers = [];
globalThis.setTimeout = (act, ms = 0, ...given) => {
  const timer = { at: passed_ms + ms, act: () => act(...given), unref: () => {} };
  timers.push(timer);
  return timer;
};
globalThis.clearTimeout = globalThis.clearInterval = (timer) => void (timers = timers.filter((each) => each !== timer));
globalThis.setInterval = () => ({});
Math.random = () => 0.5;
let ids = 0;
crypto.randomUUID = () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`;
crypto.subtle.digest = async (_, bytes) => createHash("sha256").update(new Uint8Array(bytes)).digest().buffer;
const copied = [];
/** What a browser's console has: a word that is missing, or a fault of the page. */
const complaints = [];
console.error = (thrown) => void complaints.push(`the console has: ${thrown}`);
Object.defineProperty(globalThis, "navigator", {
  value: { languages: ["en-CA"], onLine: true, clipboard: { writeText: async (text) => void copied.push(text) } },
  configurable: true,
});
const stored = () => {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
  };
};
for (const name of ["sessionStorage", "localStorage"])
  Object.defineProperty(globalThis, name, { value: stored(), configurable: true });
URL.createObjectURL = ({ size, type }) => `a file of ${size} bytes, ${type}`;
URL.revokeObjectURL = () => {};
process.env.TZ = "America/Toronto";

/** Lets everything go on that waits for nothing but itself, and then the pauses that end within `ms`. */
export async function settled(ms = 5_000) {
  const until = passed_ms + ms;
  for (let round = 0; round < 400; round += 1) {
    for (let each = 0; each < 12; each += 1) await new Promise(turn);
    const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    timers = timers.filter((each) => each !== next);
    passed_ms = Math.max(passed_ms, next.at);
    next.act();
  }
}

const paths = Object.entries(contract.paths).map(([path, operations]) => ({
  operations,
  fits: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
}));

/** The first success of the contract for a request, with its example. */
function example(method, path, kind) {
  const { operations } = paths.find(({ fits, operations }) => fits.test(path) && method in operations) ?? {};
  if (!operations) throw new Error(`the contract has no ${method} ${path}`);
  const [status, { content }] = Object.entries(operations[method].responses).find(([code]) => code.startsWith("2"));
  const [{ value } = {}] = Object.values(content?.[kind]?.examples ?? {});
  return { status: Number(status), content: value };
}

const asked = [];
/** @type {(method: string, path: string, content: any) => any} What a story tells otherwise than the examples, or when. */
let told = (_, __, content) => content;
globalThis.fetch = async (address, { method = "GET", headers, body }) => {
  const [path] = address.split("?");
  const sent = typeof body === "string" ? ` ${body}` : body ? ` a file of ${body.size} bytes` : "";
  const with_ = ["Idempotency-Key", "If-Match"].filter((name) => headers[name]).map((name) => ` (${name})`);
  asked.push(`${method} ${address}${sent}${with_.join("")}`);
  const found = example(method.toLowerCase(), `/${path}`, headers.Accept);
  const content = await told(method, address.slice(3), structuredClone(found.content));
  if (typeof content?.refused === "number") return new Response(JSON.stringify(content), { status: content.refused });
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return new Response(content === undefined ? null : text, {
    status: found.status,
    headers: { ETag: '"7"' },
  });
};

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const config = {
  client_id: "pages",
  authorize_url: "https://id.example/authorize",
  token_url: "https://id.example/token",
  logout_url: "",
  roles: { patient: "patient", staff: "staff", full_access: "full_access" },
  claims: { clinic: "clinic", role: "role", patient: "patient", name: "name" },
  logo_origins: [],
  embed_origins: [],
  stripe_js_url: "https://js.stripe.com/v3/",
  publishable_key: "pk_test_1",
};

export async function openPage(name, person) {
  openDocument(config);
  const { sessionOf } = await import(new URL("claims.js", web));
  const { keep, loadConfig } = await import(new URL("session.js", web));
  loadConfig();
  keep(await sessionOf({ access_token: `h.${base64(person)}.s`, expires_in: 3_600_000 }));
  for (const file of readdirSync(web, { recursive: true })) {
    const isOfPage = [".", name, "words"].includes(file.includes("/") ? file.split("/")[0] : ".");
    if (isOfPage && file.endsWith(".js") && !/^reference|main\.js$/.test(file)) await import(new URL(file, web));
  }
  await import(new URL(`${name}/main.js`, web));
  await settled();
}

/**
 * Stripe's script: what it is called with, and what it then tells of the card. With `form` "waits", the card form tells
 * nothing until `stripe.tell`; `throws` is what paying throws, and `focused` how often the form was given the focus.
 */
export const stripe = { error: undefined, form: "ready", throws: undefined, focused: 0, tell: () => {} };
globalThis.Stripe = (key, options) => {
  asked.push(`Stripe ${key} ${JSON.stringify(options)}`);
  const pays = async (how) => {
    asked.push(`Stripe pays ${how}`);
    if (stripe.throws) throw stripe.throws;
    return { error: stripe.error };
  };
  return {
    elements: ({ clientSecret, locale, appearance }) => ({
      create: (kind, look) => {
        const heard = {};
        return {
          on: (name, act) => void (heard[name] = act),
          mount: () => {
            asked.push(`Stripe draws ${kind} of ${clientSecret} ${locale} ${appearance.theme} ${look.layout}`);
            stripe.tell = (name, event = {}) => heard[name]?.(event);
            if (stripe.form === "ready") queueMicrotask(() => stripe.tell("ready"));
          },
          focus: () => void (stripe.focused += 1),
        };
      },
      update: () => {},
    }),
    confirmPayment: ({ redirect, confirmParams }) => pays(`a new card, ${redirect}, ${confirmParams.return_url}`),
    confirmCardPayment: (secret, { payment_method }) => pays(`${secret} with ${payment_method}`),
  };
};

/** Has another person work in the page, which is drawn anew for them. */
export async function becomes(person) {
  const { sessionOf } = await import(new URL("claims.js", web));
  const { keep } = await import(new URL("session.js", web));
  keep(await sessionOf({ access_token: `h.${base64(person)}.s`, expires_in: 3_600_000 }));
  for (const _ of ["French", "English"]) {
    document.getElementById("language").click();
    await settled();
  }
}

/** The frame around the views. */
export const frame = () => [
  ...[...document.documentElement.style].map(([name, value]) => `${name}: ${value}`),
  ...outline(document.getElementById("app")).filter((line) => !/^ {4}<main/.test(line)),
];

const main = () => document.getElementById("main");
const shown = () => [
  `title: ${document.title}`,
  `announced: ${document.getElementById("live").textContent}`,
  `focus: ${focused()}`,
  ...outline(main()),
  ...document.querySelectorAll("dialog").flatMap((each) => outline(each)),
];
const focused = () => {
  const { activeElement: element } = document;
  return element.isConnected && element !== document.body ? called(element).slice(0, 60) : "";
};
const press = (element) => element.click();
const pressable = () => {
  const dialogs = document.querySelectorAll("dialog");
  const within = dialogs.at(-1) ?? main();
  return within.querySelectorAll("button, summary, input, select, textarea");
};
const called = (element) =>
  [
    element.localName,
    element.getAttribute("aria-label") ?? (element.textContent.trim() || element.name || element.id),
  ].join(" ");

const typed = {
  ...{ date: "2026-11-20", "datetime-local": "2026-11-20T10:00", email: "ana@example.com", number: "10" },
  ...{ amount: "10", url: "https://ehr.example/hooks", text: "Text 1" },
};
const mistyped = { ...typed, date: "2027-02-30", email: "ana at home", number: "-1", amount: "1,2.3", url: "ehr" };
const wrong = new Set(
  Object.keys(typed)
    .filter((kind) => typed[kind] !== mistyped[kind])
    .map((kind) => mistyped[kind]),
);
const kindOf = ({ localName, type, name, id }) => {
  if (localName !== "input") return "text";
  if (type === "text" && /amount|minimum|maximum/.test(name || id)) return "amount";
  if (type === "text" && /url/.test(name || id)) return "url";
  return type in typed ? type : "text";
};

/** Fills in a form, and submits it: what that leads to. */
async function submitted(submit, how, fillIn = () => {}) {
  const before = shown();
  fillIn();
  await settled();
  const lines = [`### ${called(submit)}, ${how}`, ...since(before)];
  const filled = shown();
  press(submit);
  await settled();
  return [...lines, ...happened(), ...since(filled)];
}

/** Fills in what is empty or wrong, as a person would who reads only the kind of the field. */
function fill(within, words, chooses = false) {
  for (const field of within.querySelectorAll("input, select, textarea")) {
    if (["checkbox", "radio", "file", "hidden"].includes(field.type) && field.localName === "input") continue;
    if (field.localName === "select") {
      if (chooses) field.value = field.options.at(-1)?.value ?? "";
      else if (!field.value && field.options[1]) field.value = field.options[1].value;
    } else if (!field.value || wrong.has(field.value)) field.value = words[kindOf(field)];
    else if (words === mistyped && kindOf(field) !== "text") field.value = words[kindOf(field)];
    field.dispatchEvent(new Happening("input", { bubbles: true }));
    field.dispatchEvent(new Happening("change", { bubbles: true }));
  }
  const boxes = within.querySelectorAll("input").filter(({ type }) => type === "checkbox");
  if (boxes.length && !boxes.some(({ checked }) => checked)) boxes[0].click();
  const radios = within.querySelectorAll("input").filter(({ type }) => type === "radio");
  const last = new Map(radios.map((each) => [each.name, each]));
  if (chooses) for (const each of last.values()) each.click();
}

/** Presses a button, chooses the last option of a choice, or types into a field. */
function use(element, value = { ...typed, amount: "12.50", text: "ana" }[kindOf(element)]) {
  const isPressed = ["button", "summary"].includes(element.localName) || ["checkbox", "radio"].includes(element.type);
  if (isPressed) return press(element);
  if (element.type === "file")
    element.files = [new File(["patient_id,amount\n"], "balances.csv", { type: "text/csv" })];
  else if (element.localName === "select") element.value = element.options.at(-1)?.value ?? "";
  else element.value = value;
  element.dispatchEvent(new Happening("input", { bubbles: true }));
  return element.dispatchEvent(new Happening("change", { bubbles: true }));
}

/** The next story begins without what was typed in this one. */
function forgetForms() {
  localStorage.clear();
  const kept = ["session", "clinic"].map((name) => [name, sessionStorage.getItem(name)]);
  sessionStorage.clear();
  for (const [name, text] of kept) if (text) sessionStorage.setItem(name, text);
}

async function open(hash) {
  for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
  const leave = () => document.querySelector("dialog button")?.click();
  location.hash = "#/nowhere";
  await settled(300);
  leave();
  await settled(300);
  for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
  document.getElementById("live").textContent = "";
  document.activeElement = document.body;
  forgetForms();
  for (const list of [asked, went, copied]) list.length = 0;
  location.hash = hash;
  await settled();
}

/** Opens a view, for a test that presses what it wants itself. */
export async function opened(hash, story = (_, __, content) => content) {
  told = story;
  await open(hash);
  happened();
}

/** What can be pressed or filled in, by a part of its name or its value. */
export const control = (name) => pressable().find((each) => called(each).includes(name) || each.value === name);

const since = (before) => {
  const known = new Set(before);
  return shown().filter((line) => !known.has(line));
};
/** What was asked and done since this was last called. */
export const happened = () => [
  ...asked.splice(0).map((line) => `asks ${line}`),
  ...went.splice(0).map((line) => `goes to ${line}`),
  ...copied.splice(0).map((line) => `copies ${line}`),
  ...complaints.splice(0),
];

/** A path through a view: what each press or choice of the given names leads to. */
export async function followed(hash, story = (_, __, content) => content, steps = []) {
  told = story;
  await open(hash);
  happened();
  const lines = [`# ${hash}: ${steps.join(", ")}`];
  for (const step of steps) {
    const before = shown();
    const [name, value] = step.split("=");
    const element = control(name);
    lines.push(`## ${element ? called(element) : `there is no ${step}`}`);
    if (!element) break;
    use(element, value);
    await settled();
    lines.push(...happened(), location.hash === hash ? "" : `at ${location.hash}`, ...since(before));
  }
  return lines.filter(Boolean);
}

/** The view of an address: as it opens, and what each press in it leads to. */
export async function visited(hash, story = (_, __, content) => content, presses = /./) {
  told = story;
  await open(hash);
  const lines = [`# ${hash}`, ...happened(), ...shown()];
  const wanted = pressable().map((each) => presses.test(called(each)));
  for (const [index, isWanted] of wanted.entries()) {
    if (!isWanted) continue;
    if (index) await open(hash);
    happened();
    const before = shown();
    const element = pressable()[index];
    if (!element) continue;
    lines.push(`## ${called(element)}`);
    use(element);
    await settled();
    lines.push(...happened(), location.hash === hash ? "" : `at ${location.hash}`, ...since(before));
    const dialog = document.querySelectorAll("dialog").at(-1);
    const submit = dialog?.querySelector("form button");
    if (!submit) continue;
    lines.push(...(await submitted(submit, "as it is")));
    if (dialog.isConnected) lines.push(...(await submitted(submit, "filled in", () => fill(dialog, typed))));
    if (!dialog.querySelector("input, select, textarea")) continue;
    await open(hash);
    use(pressable()[index]);
    await settled();
    happened();
    const again = document.querySelectorAll("dialog").at(-1);
    const submitAgain = again.querySelector("form button");
    lines.push(...(await submitted(submitAgain, "filled in wrongly", () => fill(again, mistyped))));
    if (again.isConnected)
      lines.push(...(await submitted(submitAgain, "with the last choices", () => fill(again, typed, true))));
  }
  return lines.filter(Boolean);
}
