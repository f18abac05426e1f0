/** The staff's page for the tests of its views: opened once, with steps beyond those of every page. */
import { test } from "node:test";
import { Happening, notes, prefer } from "./dom.mjs";
import { asIs, becomes, openPage, settled, told as service } from "./page.mjs";
import { held } from "./views.mjs";
import { followed, visited } from "./visit.mjs";

export const person = { sub: "usr_sam", clinic: "c", name: "Sam Tremblay", role: "full_access" };
export const openClinic = () => openPage("clinic", person);
export const as = (role) => becomes({ ...person, role });

const found = (selector) => {
  const all = document.querySelectorAll(selector);
  if (!all.length) throw new Error(`there is no ${selector}`);
  return all.at(-1);
};
const happens = (element, ...names) => {
  for (const name of names) element.dispatchEvent(new Happening(name, { bubbles: true }));
};
const few = 60;
const told = (text) => (text.length > few ? `${text.length} signs` : `"${text}"`);

/** Types into a field, and goes on to the next. */
export const type = (selector, text) => ({
  does: `${selector}: ${told(text)}`,
  act: () => {
    const field = found(selector);
    field.focus();
    field.value = text;
    happens(field, "input", "change");
    field.blur();
  },
});
/** Types, and stays in the field. */
export const begin = (selector, text) => ({
  does: `${selector}: ${told(text)} so far`,
  act: () => {
    const field = found(selector);
    field.focus();
    field.value = text;
    happens(field, "input");
  },
});
/** A key, wherever the focus is. */
export const key = (name, more = {}) => ({
  does: `the key ${[...Object.keys(more), name].join(" ")}`,
  act: () => document.activeElement.dispatchEvent(new Happening("keydown", { bubbles: true, key: name, ...more })),
});
export const focus = (selector) => ({ does: `focus on ${selector}`, act: () => found(selector).focus() });
/** Chooses files in the field for them; none if there are no names. */
export const choose = (...files) => ({
  does: `a file: ${files.map(({ name }) => name).join(", ") || "none"}`,
  act: () => {
    const field = found("#file");
    field.files = files;
    happens(field, "change");
  },
});
export const press = (selector) => ({ does: `press ${selector}`, act: () => found(selector).click() });
/** All of these before any answer comes. */
export const together = (...steps) => ({
  does: steps.map(({ does }) => does).join(", and at once "),
  act: () => steps.forEach(({ act }) => act()),
});
globalThis.getSelection = () => ({
  selectAllChildren: ({ textContent }) => notes.push(`"${textContent}" is selected`),
});
const { writeText } = navigator.clipboard;
/** Whether the page may write to the clipboard, which a frame may not. */
export const clipboard = (works) => ({
  does: `the clipboard ${works ? "works" : "doesn't work"}`,
  act: () => {
    navigator.clipboard.writeText = works ? writeText : () => Promise.reject(new Error("not allowed"));
  },
});
const asked_ms = 450;
/** The second once the service was asked for the first, and before it tells. */
export const meanwhile = (first, second) => ({
  does: `${first.does}, and meanwhile ${second.does}`,
  act: () => {
    first.act();
    setTimeout(second.act, asked_ms);
  },
});
const broad = "(min-width: 56rem)";
export const widen = { does: "on a wide screen", act: () => prefer(broad) };
export const narrow = { does: "on a narrow screen", act: () => prefer(broad, false) };

/** All of these stories, each of what the one before it tells. */
export const both =
  (...stories) =>
  (method, path, content) =>
    stories.reduce((sofar, story) => story(method, path, sofar), content);
/** Refuses what would change something. */
export const refuses =
  (status, code, errors = []) =>
  (method, _, content) =>
    method === "GET" ? content : { refused: status, status, code, title: code, errors };
/** Fails what is asked for with this in its address. */
export const failsAt =
  (part, status = 503, code = "temporarily_unavailable") =>
  (_, path, content) =>
    path.includes(part) ? { refused: status, status, code } : content;
/** Tells this of what is asked for with a method at paths that end so. */
export const gives = (method, end, change) => (how, path, content) =>
  how === method && path.split("?")[0].endsWith(end) ? { ...content, ...change } : content;
/** Loses every response to what would change something. */
export const loses = (method, _, content) => (method === "GET" ? content : { refused: "lost" });
const late_ms = 2_000;
/** Tells late what is asked for with this in its address. */
export const slow =
  (part, story = (_, __, content) => content) =>
  async (method, path, content) => {
    if (path.includes(part)) await new Promise((go) => setTimeout(go, late_ms));
    return story(method, path, content);
  };
export const nothing = /^$/;

/** Starts the page at a clinic with these settings; at the contract's own without any. */
async function at(settings = {}) {
  service.story = (_, path, content) => (path.endsWith("billing-settings") ? { ...content, ...settings } : content);
  // The module wants a document, which the page's opening makes.
  const { introduceClinic } = await import("../../chalicelib/web/clinic/our-clinic.js");
  introduceClinic();
  await settled();
}

/**
 * Stories by their names: the views that are opened, at which clinic, what the service tells, and what is pressed there,
 * if anything.
 */
export function holdClinic(stories) {
  for (const [story, { views, told, clinic, presses = nothing, wide, thoroughly }] of Object.entries(stories))
    test(`when ${story}: the views show, ask and lead to what was agreed`, async () => {
      prefer(broad, Boolean(wide));
      if (clinic) await at(clinic);
      const lines = [];
      for (const view of views) lines.push(...(await visited(`#/${view}`, told ?? asIs, presses, thoroughly)));
      if (clinic) await at();
      held(`clinic-${story}`, lines);
    });
}

/** Paths through views: what is done, where, what the service tells, the steps, and at which clinic. */
export function holdPaths(paths) {
  for (const [does, view, told, steps, clinic] of paths)
    test(`staff ${does}: what is shown and asked on the way was agreed`, async () => {
      prefer(broad, false);
      if (clinic) await at(clinic);
      const lines = await followed(`#/${view}`, told, steps);
      if (clinic) await at();
      held(`clinic-${does}`, lines);
    });
}
