/**
 * A page without a browser: a service that gives the contract's own examples, or what a story tells otherwise, and all
 * that a reader perceives of it, as lines. Pauses are over at once.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { called, isButton } from "./acts.mjs";
import { difference } from "./difference.mjs";
import { openDocument, outline, notes, prefer, warns, Happening } from "./dom.mjs";

const web = new URL("../../chalicelib/web/", import.meta.url);

/** Which modules don't arrive, while a test wants that. */
export const modules = { lost: /^$/ };
registerHooks({
  resolve(name, context, next) {
    if (modules.lost.test(name)) throw new TypeError(`Failed to fetch dynamically imported module: ${name}`);
    return next(name, context);
  },
});
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
/** A format is made once, however often the pages make it: that takes longer than the rest of a view. */
const formats = new Map();
for (const name of ["NumberFormat", "DateTimeFormat"]) {
  const Format = Intl[name];
  Intl[name] = function madeOnce(...given) {
    const key = JSON.stringify([name, ...given]);
    return formats.get(key) ?? formats.set(key, new Format(...given)).get(key);
  };
}
const turn = globalThis.setImmediate;
let timers = [];
/** Pauses that people notice. */
const long_ms = 400;
/** What a view that was left still waits for is over by then. */
const longest_ms = 60_000;
/** How long the service takes: long enough for what is shown meanwhile. */
const answer_ms = 300;
globalThis.setTimeout = (act, ms = 0, ...given) => {
  const timer = { ms, at: passed_ms + ms, act: () => act(...given), unref: () => {} };
  timers.push(timer);
  return timer;
};
globalThis.clearTimeout = globalThis.clearInterval = (timer) => void (timers = timers.filter((each) => each !== timer));
globalThis.setInterval = () => ({});
Math.random = () => 0.5;
let ids = 0;
crypto.randomUUID = () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, "0")}`;
crypto.getRandomValues = (bytes) => bytes.fill(7);
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
    all: () => [...kept].filter(([name]) => !["session", "clinic"].includes(name)),
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

/** Waits for that many turns of the event loop, by one promise: those of the test runner are costly. */
const turns = (left) => new Promise((act) => turn(() => pass(left, act)));
const pass = (left, act) => (left > 1 ? turn(() => pass(left - 1, act)) : act());

/** Lets everything go on that waits for nothing but itself or the service, and then the pauses that end within `ms`. */
export async function settled(ms = 5_000) {
  const until = passed_ms + ms;
  for (let round = 0; round < 400; round += 1) {
    await turns(12);
    const next = timers.filter(({ at, isAnswer }) => isAnswer || at <= until).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    timers = timers.filter((each) => each !== next);
    passed_ms = Math.max(passed_ms, next.at);
    if (next.ms >= long_ms) notes.push(`after ${next.ms} ms`);
    next.act();
  }
}

const paths = Object.entries(contract.paths).map(([path, operations]) => ({
  operations,
  fits: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
}));

const examples = new Map();
/** The first success of the contract for a request, with its example: a new one each time. */
function example(method, path, kind) {
  const key = `${method} ${path} ${kind}`;
  const { status, text } = examples.get(key) ?? examples.set(key, found(method, path, kind)).get(key);
  return { status, content: text && JSON.parse(text) };
}

function found(method, path, kind) {
  const { operations } = paths.find(({ fits, operations }) => fits.test(path) && method in operations) ?? {};
  if (!operations) throw new Error(`the contract has no ${method} ${path}`);
  const [status, { content }] = Object.entries(operations[method].responses).find(([code]) => code.startsWith("2"));
  const [{ value } = {}] = Object.values(content?.[kind]?.examples ?? {});
  return { status: Number(status), text: JSON.stringify(value) };
}

const asked = [];
export const asIs = (_, __, content) => content;
/** @type {{ story: (method: string, path: string, content: any) => any }} What is told otherwise than the examples, or when. */
export const told = { story: asIs };
/** What is to be noted before the next answer, which some wait for. */
let meanwhile = () => {};
const usual = { Accept: "application/json", "Accept-Language": "en", "Content-Type": "application/json" };
globalThis.fetch = async (address, { method = "GET", headers, body }) => {
  const [path] = address.split("?");
  const sent = typeof body === "string" ? ` ${body}` : body ? ` a file of ${body.size} bytes` : "";
  const others = Object.entries(headers).filter(([name, value]) => name !== "Authorization" && usual[name] !== value);
  asked.push(`${method} ${address}${sent}${others.map(([name, value]) => ` (${name}: ${value})`).join("")}`);
  await new Promise((act) => timers.push({ at: passed_ms + answer_ms, act, isAnswer: true }));
  meanwhile();
  const promised = example(method.toLowerCase(), `/${path}`, headers.Accept);
  const content = await told.story(method, address.slice(3), promised.content);
  if (content?.refused === "lost") throw new TypeError("Failed to fetch");
  if (typeof content?.refused === "number") return new Response(JSON.stringify(content), { status: content.refused });
  const text = typeof content === "string" ? content : (content?.table ?? JSON.stringify(content));
  return new Response(content === undefined ? null : text, {
    status: promised.status,
    headers: { ETag: '"7"', ...(content?.link && { Link: content.link }) },
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
  logo_origins: ["https://logos.example"],
  embed_origins: [],
  stripe_js_url: "https://js.stripe.com/v3/",
  publishable_key: "pk_test_1",
};

/** Each page that is opened has modules of its own, as after a reload. */
let opening = 0;
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.startsWith(web.href) ? { ...found, url: `${found.url.split("?")[0]}?${opening}` } : found;
  },
});
const moduleOf = (file) => import(new URL(file, web));

export async function openPage(
  name,
  person,
  { hash = "", search = "", language = "en-CA", prefers = [], device = {}, tab = {} } = {},
) {
  opening += 1;
  openDocument(config);
  for (const wish of prefers) prefer(wish);
  forgetForms();
  sessionStorage.clear();
  for (const [name, value] of Object.entries(device)) localStorage.setItem(name, JSON.stringify(value));
  for (const [name, value] of Object.entries(tab)) sessionStorage.setItem(name, JSON.stringify(value));
  navigator.languages = [language];
  Object.assign(location, { search, hash });
  const { sessionOf } = await moduleOf("claims.js");
  const { keep, loadConfig } = await moduleOf("session.js");
  loadConfig();
  if (person) keep(await sessionOf({ access_token: `h.${base64(person)}.s`, expires_in: 3_600_000 }));
  for (const file of readdirSync(web, { recursive: true })) {
    const isOfPage = [".", name, "words"].includes(file.includes("/") ? file.split("/")[0] : ".");
    if (isOfPage && file.endsWith(".js") && !/^reference|main\.js$/.test(file)) await moduleOf(file);
  }
  await moduleOf(`${name}/main.js`);
  await settled();
}

/** A page as it is when its address is opened: what is asked and shown, with the words and the styles it loads. */
export async function arrived(name, { who, story = asIs, as = "", prefers = [], ...way }) {
  for (const list of [asked, copied, notes, keys]) list.length = 0;
  told.story = story;
  await openPage(name, who, { ...way, prefers });
  const title = `# ${[as, ...prefers, ...Object.values(way)].filter((each) => typeof each === "string" && each).join(", ")}`;
  return named([title, ...happened(), ...shown()]);
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
            asked.push(
              `Stripe draws ${kind} of ${clientSecret} ${locale} ${JSON.stringify({ ...appearance, ...look })}`,
            );
            stripe.tell = (name, event = {}) => heard[name]?.(event);
            if (stripe.form === "ready") queueMicrotask(() => stripe.tell("ready"));
          },
          focus() {
            stripe.focused += 1;
            notes.push("the focus moves into Stripe's form");
          },
        };
      },
      update: (changes) => void asked.push(`Stripe draws anew ${JSON.stringify(changes)}`),
    }),
    confirmPayment: ({ redirect, confirmParams }) => pays(`a new card, ${redirect}, ${confirmParams.return_url}`),
    confirmCardPayment: (secret, { payment_method }) => pays(`${secret} with ${payment_method}`),
  };
};

/** Has another person work in the page, which is drawn anew for them. */
export async function becomes(person) {
  const { sessionOf } = await moduleOf("claims.js");
  const { keep } = await moduleOf("session.js");
  keep(await sessionOf({ access_token: `h.${base64(person)}.s`, expires_in: 3_600_000 }));
  for (const _ of ["French", "English"]) {
    document.getElementById("language").click();
    await settled();
  }
}

/** The frame around the views. */
export const frame = () => outline(document.getElementById("app")).filter((line) => !/^ {4}<main/.test(line));

export const main = () => document.getElementById("main");
/** All that a reader perceives, or finds again later. */
export const shown = () =>
  [
    `title: ${document.title}`,
    ...document.head.querySelectorAll("link").flatMap((link) => outline(link)),
    `announced: ${document.getElementById("live").textContent}`,
    `focus: ${focused()}`,
    ...document.querySelectorAll("[aria-current]").map((link) => `current: ${called(link)}`),
    ...document.querySelectorAll(".sidebar .figure, .sidebar .badge").flatMap((each) => outline(each)),
    ...document.querySelectorAll(".sidebar ul").map(({ scrollLeft }) => (scrollLeft ? `sidebar at ${scrollLeft}` : "")),
    ...[...document.documentElement.style].map(([name, value]) => `${name}: ${value}`),
    ...document.querySelectorAll("#mark, #logo, #clinic").flatMap((each) => outline(each)),
    ...kept("tab", sessionStorage),
    ...kept("browser", localStorage),
    warns() ? "The browser asks before this page is left." : "",
    ...(main() ? outline(main()) : ["(nothing)"]),
    ...document.body.children.filter(({ id }) => !["app", "live"].includes(id)).flatMap((each) => outline(each)),
  ].filter(Boolean);
const kept = (where, storage) => storage.all().map(([name, value]) => `the ${where} keeps ${name}: ${value}`);
const focused = () => {
  const { activeElement: element } = document;
  return element.isConnected && element !== document.body ? called(element).slice(0, 60) : "";
};
const dialog = () => document.querySelectorAll("dialog").at(-1);
export const pressable = () =>
  (dialog() ?? main())
    .querySelectorAll("button, summary, input, select, textarea, a")
    .filter((each) => each.localName !== "a" || each.listensTo("click"));
/** Keys that are made anew each time, as numbers in their order. */
const keys = [];
export const named = (lines) =>
  lines.map((line) =>
    line.replaceAll(/00000000-0000-4000-8000-\d{12}/g, (key) => {
      if (!keys.includes(key)) keys.push(key);
      return `key ${keys.indexOf(key) + 1}`;
    }),
  );

/** The next story begins without what was typed in this one. */
function forgetForms() {
  localStorage.clear();
  const kept = ["session", "clinic"].map((name) => [name, sessionStorage.getItem(name)]);
  sessionStorage.clear();
  for (const [name, text] of kept) if (text) sessionStorage.setItem(name, text);
}

/** Opens a view as it is at first. `look` is called once, before the service gives its first answer. */
export async function open(hash, look = () => {}) {
  for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
  const leave = () => document.querySelector("dialog button")?.click();
  location.hash = "#/nowhere";
  await settled();
  leave();
  await settled();
  for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
  for (const link of document.head.querySelectorAll("link")) link.remove();
  document.getElementById("live").textContent = "";
  document.activeElement = document.body;
  forgetForms();
  for (const list of [asked, went, copied, notes, keys]) list.length = 0;
  timers = timers.filter(({ at }) => at > passed_ms + longest_ms);
  for (const timer of timers) timer.at -= passed_ms;
  [passed_ms, globalThis.scrollY] = [0, 0];
  meanwhile = () => {
    meanwhile = () => {};
    look();
  };
  location.hash = hash;
  await settled();
  meanwhile = () => {};
}

/** Opens a view, for a test that presses what it wants itself. */
export async function opened(hash, story = asIs) {
  told.story = story;
  await open(hash);
  happened();
}

/** What can be pressed or filled in, by a part of its name or its value. */
export const control = (name) => pressable().find((each) => called(each).includes(name) || each.value === name);

/** What was asked and done since this was last called. */
export const happened = () => [
  ...asked.splice(0).map((line) => `asks ${line}`),
  ...went.splice(0).map((line) => `goes to ${line}`),
  ...copied.splice(0).map((line) => `copies ${line}`),
  ...notes.splice(0),
  ...complaints.splice(0),
];

/** What an act leads to. A button that is at work is pressed again, in vain. */
export async function led(act, again = null) {
  const [before, from] = [shown(), location.hash];
  let waiting = [];
  meanwhile = () => {
    meanwhile = () => {};
    waiting = difference(before, shown());
    if (again?.isConnected && isButton(again)) again.click();
  };
  await act();
  await settled();
  meanwhile = () => {};
  const lines = happened();
  if (waiting.length) lines.push("(meanwhile)", ...waiting, "(then)");
  if (location.hash !== from) lines.push(`at ${location.hash}`);
  return named([...lines, ...difference(before, shown())]);
}
