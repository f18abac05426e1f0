import { announce, h, icon, notice, styleSheet } from "./dom.js";
import { needWords, t } from "./words.js";

const views = new Map();
let leaving = new AbortController();
let moved = false;

/** Registers a view: `load` imports a module whose default export makes it; its catalogues and style sheets come along. */
export function route(name, title, load, { words = [], styles = [] } = {}) {
  views.set(name, { title, load, words, styles });
}

const place = () => {
  const [name, ...rest] = location.hash.replace(/^#\//, "").split("/");
  return { name: views.has(name) ? name : "", ids: rest.filter((id) => /^\w+$/.test(id)) };
};

export const currentView = () => place().name;

/** Goes to a view without leaving a step to come Back to: a paid form must not be met again. */
export function replaceWith(hash) {
  history.replaceState(null, "", hash);
  return show();
}

/** Shows the view that the address names. `leave` tells it when the patient has gone on to another. */
export async function show() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { name, ids } = place();
  const { title } = views.get(name);
  const main = document.getElementById("main");
  document.dispatchEvent(new CustomEvent("view", { detail: name }));
  const waiting = setTimeout(() => main.replaceChildren(loading()), 250);
  const content = await draw(views.get(name), { ids, leave: signal });
  clearTimeout(waiting);
  if (signal.aborted) return;
  document.title = `${t(title)} · ${t("title")}`;
  main.replaceChildren(content);
  if (moved) focusHeading(main);
  moved = true;
}

/** Shows the view as it is after a change, and says what was changed. */
export async function showAgain(words) {
  await show();
  announce(words);
  document.querySelector("#main h1")?.after(notice("good", "check", h("p", {}, words)));
}

function focusHeading(main) {
  const heading = main.querySelector("h1");
  if (!main.contains(document.activeElement)) heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function draw({ load, words, styles }, place) {
  try {
    const [view] = await Promise.all([load(), needWords(words), ...styles.map(styleSheet)]);
    return await view.default(place);
  } catch (problem) {
    if (!problem.words) console.error(problem);
    return failure(problem);
  }
}

function loading() {
  return h(
    "p",
    { class: "soft", role: "status" },
    h("span", { class: "spinner", "aria-hidden": "true" }),
    h("span", { class: "unseen" }, t("loading")),
  );
}

function failure(problem) {
  const words = problem.words || t(navigator.onLine ? "problem.unexpected" : "problem.network");
  // What failed without words may be a module that didn't arrive, and a browser may not ask for one of those again.
  const retry = () => (problem.words || !navigator.onLine ? show() : location.reload());
  const again = h("button", { class: "button", type: "button", onclick: retry }, t("again"));
  return h(
    "div",
    { class: "stack" },
    heading(t("failed.title")),
    notice("bad", "alert", h("p", {}, words), h("div", { class: "actions" }, again)),
  );
}

/** A view's heading, which gets the focus when the view appears. */
export function heading(text, iconName = null) {
  return h("h1", { tabindex: "-1" }, iconName && icon(iconName), text);
}
