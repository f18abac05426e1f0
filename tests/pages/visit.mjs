/**
 * Goes through a page: opens each of its views, presses whatever can be pressed, fills in what then opens, and writes
 * down what is shown and asked.
 */
import { called, fill, isButton, keysOf, mistyped, press, typed, use } from "./acts.mjs";
import { difference } from "./difference.mjs";
import { Happening, prefer } from "./dom.mjs";
import { asIs, happened, led, settled, main, named, open, opened, pressable, shown, told } from "./page.mjs";

const dialog = () => document.querySelectorAll("dialog").at(-1);

/** A path through a view: what each press or choice of the given names, or other step, leads to. */
export async function followed(hash, story = asIs, steps = []) {
  await opened(hash, story);
  return [`# ${hash}`, ...(await through(steps))];
}

/** What each step leads to from here. */
export async function through(steps) {
  const lines = [];
  for (const step of steps) {
    const { does, act } = step.act ? step : usesOf(step);
    lines.push(`## ${does}`);
    if (!act) break;
    lines.push(...(await led(act)));
  }
  return lines;
}

function usesOf(step) {
  const [name, value] = step.split("=");
  const all = [...pressable(), ...document.getElementById("app").querySelectorAll("button, a")];
  const element =
    all.find((each) => each.value === name || each.id === name) ??
    all.find((each) => called(each).includes(name)) ??
    all.find((each) => each.textContent.includes(name));
  return element ? { does: called(element), act: () => use(element, value) } : { does: `there is no ${step}` };
}

/** Steps that are no press: what else happens to a page. */
export const step = (does, act) => ({ does, act });
export const goesBack = step("goes back", () => history.back());
export const goesTo = (hash) => step(`goes to ${hash}`, () => void (location.hash = hash));
export const prefers = (query, matches = true) =>
  step(`${matches ? "prefers" : "no longer prefers"} ${query}`, () => prefer(query, matches));
export const scrolls = (to) => step(`scrolls to ${to}`, () => void (globalThis.scrollY = to));
export const tells = (story) => step("the service tells otherwise", () => void (told.story = story));
export const presses = (key, name) =>
  step(`${key} in ${name}`, () => void press(pressable().find((each) => called(each).includes(name)) ?? main(), key));
export const waits = (ms) => step(`waits ${ms} ms`, () => settled(ms));
export const isOnline = (yes) =>
  step(yes ? "is online" : "is offline", () => {
    navigator.onLine = yes;
    dispatchEvent(new Happening(yes ? "online" : "offline"));
  });

/**
 * The view of an address: as it opens, and what each press in it leads to. What is seen `thoroughly` also meets responses
 * that are refused or lost, and dialogs that are left.
 */
export async function visited(hash, story = asIs, wanted = /./, thoroughly = false) {
  told.story = story;
  let waiting = [];
  await open(hash, () => (waiting = shown()));
  const first = [...happened(), ...shown()];
  const lines = [`# ${hash}`, ...(thoroughly ? ["(meanwhile)", ...waiting, "(then)"] : []), ...first];
  if (thoroughly) lines.push(...(await refusing(hash, story, first)));
  const uses = pressable().map((each) => wanted.test(called(each)));
  for (const [index, isUsed] of uses.entries()) if (isUsed) lines.push(...(await tried({ hash, index, thoroughly })));
  return named(lines);
}

const refused = { refused: 404, status: 404, code: "not_found" };
const lost = { refused: "lost" };

/** What the view shows when one of the things it reads isn't there, or can't be read. */
async function refusing(hash, story, first) {
  const lines = [];
  const before = shown();
  const asks = first.flatMap((line) => /^asks GET v1\/(\S+)/.exec(line)?.[1] ?? []);
  for (const path of new Set(asks))
    for (const answer of [refused, lost]) {
      told.story = (method, asked, content) =>
        method === "GET" && asked === path ? answer : story(method, asked, content);
      await open(hash);
      lines.push(`## GET ${path} is ${answer === lost ? "lost" : "refused"}`);
      lines.push(...happened().filter((line) => !first.includes(line)), ...difference(before, shown()));
    }
  told.story = story;
  await open(hash);
  return lines;
}

/** Opens the view and uses the element that is at `index`. */
async function used({ hash, index }) {
  await open(hash);
  happened();
  const element = pressable()[index];
  return { element, lines: element ? await led(() => use(element), element) : [] };
}

const isChange = (line) => /^asks (?!GET|Stripe)/.test(line);

async function tried(at) {
  const { element, lines } = await used(at);
  if (!element) return [];
  const name = called(element);
  const found = [`## ${name}`, ...lines];
  if (dialog()) return [...found, ...(await answered(at))];
  for (const key of keysOf(element)) found.push(...(await keyed(element, key)));
  found.push(...(await blurred(element)));
  if (!at.thoroughly || !lines.some(isChange)) return found;
  const again = await losing(() => used(at));
  found.push(`### ${name}, and the answer is lost`, ...again.lines);
  if (again.element.isConnected) found.push("### once more", ...(await led(() => use(again.element))));
  return found;
}

/** What a key leads to, if anything. */
async function keyed(element, key) {
  let isPrevented = false;
  const lines = await led(() => (isPrevented = press(element, key)));
  return lines.length || isPrevented
    ? [`### ${key}${isPrevented ? ", of which the page makes its own" : ""}`, ...lines]
    : [];
}

async function blurred(element) {
  if (isButton(element)) return [];
  const lines = await led(() => element.blur());
  return lines.length > 1 ? ["### and leaves the field", ...lines] : [];
}

/** Does something while the responses to what would change something get lost. */
async function losing(act) {
  const { story } = told;
  told.story = (method, path, content) => (method === "GET" ? story(method, path, content) : lost);
  const found = await act();
  told.story = story;
  return found;
}

/** The dialog that is open: what each way to answer it leads to. */
async function answered(at) {
  const lines = [];
  const send = () => dialog().querySelector("form button");
  const submitted = async (how, fillIn = () => {}) => {
    const button = send();
    lines.push(`### ${called(button)}, ${how}`, ...(await led(fillIn)), ...(await led(() => use(button), button)));
  };
  if (!send()) return [];
  await submitted("as it is");
  if (dialog()) await submitted("filled in", () => fill(dialog(), typed));
  const hasFields = async () => (await used(at), dialog()?.querySelector("input, select, textarea"));
  if (await hasFields()) {
    await submitted("filled in wrongly", () => fill(dialog(), mistyped));
    if (dialog()) await submitted("with the last choices", () => fill(dialog(), typed, true));
  }
  if (at.thoroughly) lines.push(...(await left(at)));
  return lines;
}

/** The dialog is left, answered by the keyboard, and answered when the service can't be reached. */
async function left(at) {
  const again = () => used(at);
  await again();
  const lines = ["### Escape", ...(await led(() => press(dialog().querySelector("button"), "Escape")))];
  await again();
  const cancel = dialog().querySelectorAll("form .actions button").at(-1);
  lines.push(`### ${called(cancel)}`, ...(await led(() => use(cancel))));
  for (const [key, where] of [
    ["a", "input, select, textarea"],
    ["Enter", "input, select, textarea"],
    ["Enter, held down", "form .actions button"],
  ]) {
    await again();
    fill(dialog(), typed);
    const element = dialog().querySelector(where);
    if (element) lines.push(`### in ${called(element)}`, ...(await keyed(element, key)));
  }
  await again();
  fill(dialog(), typed);
  const send = () => dialog()?.querySelector("form button");
  lines.push("### the answer is lost", ...(await losing(() => led(() => use(send()), send()))));
  if (send()) lines.push("### once more", ...(await led(() => use(send()))));
  return lines;
}
