import { Problem, wordsOf } from "./api.js";
import { announce, byId, h, icon, notice, styleSheet } from "./dom.js";
import { needWords, t } from "./words.js";

/** @type {Map<string, Page.View>} */
const views = new Map();
let leaving = new AbortController();
let moved = false;

/**
 * Registers a view: `load` imports a module whose default export makes it; its catalogues and style sheets come along.
 *
 * @param {string} name
 * @param {string} title
 * @param {() => Promise<Page.ViewModule>} load
 * @param {{ words?: string[], styles?: string[] }} needs
 */
export function route(name, title, load, { words = [], styles = [] } = {}) {
  views.set(name, { title, load, words, styles });
}

/** @type {Map<string, number>} How far down a view was when it was left, by its address. */
const depths = new Map();
let shown = "";
/** @type {Page.Unsaved | null} What the view would lose if it were left. */
let unsaved = null;
history.scrollRestoration = "manual";

/** The ids of an address are those of the service, or of the clinic's system: UUIDs, `INV-1001`, `Patient.123`. */
const address = () => {
  const [path, asked] = location.hash.replace(/^#\//, "").split("?");
  const [name, ...rest] = path.split("/");
  const ids = rest.filter((id) => /^(?!\.{1,2}$)[\w.~-]{1,128}$/.test(id));
  return { name: views.has(name) ? name : "", ids, asked: Object.fromEntries(new URLSearchParams(asked)) };
};

export const currentView = () => address().name;

/**
 * Goes to a view without leaving a step to come Back to: a paid form must not be met again.
 *
 * @param {string} hash
 */
export function replaceWith(hash) {
  history.replaceState(null, "", hash);
  return show();
}

/**
 * Has the address tell what a view shows, without leaving a step to come Back to.
 *
 * @param {string} query
 */
export function tellAddress(query) {
  shown = `#/${currentView()}${query}`;
  history.replaceState(history.state, "", shown);
}

/** Whether the reader came back to a view they had left; the step is marked, so that the next time it is known. */
function comeBack() {
  depths.set(shown, scrollY);
  const back = Boolean(history.state?.seen) && location.hash !== shown;
  history.replaceState({ seen: true }, "");
  return back;
}

/**
 * Goes to a view after a change, and announces the change there.
 *
 * @param {string} hash
 * @param {string} words
 */
export function goAndTell(hash, words) {
  history.pushState(null, "", hash);
  return showAgain(words);
}

/**
 * Has the reader asked before this view is left with something unsaved.
 *
 * @param {Page.Unsaved} work
 * @param {AbortSignal} leave
 */
export function keepUnsaved(work, leave) {
  unsaved = work;
  const warn = (/** @type {Event} */ event) => work.exists() && event.preventDefault();
  addEventListener("beforeunload", warn, { signal: leave });
}

/** Whether the view can be drawn anew: nothing is unsaved, or the reader chose to lose it. */
export async function mayRedraw() {
  if (unsaved?.exists() && !(await unsaved.ask())) return false;
  unsaved = null;
  return true;
}

/** Whether the view stays, because the reader would lose something and chose to keep it. */
async function stays() {
  const wanted = location.hash;
  if (wanted === shown || !unsaved?.exists()) return false;
  history.replaceState(history.state, "", shown);
  if (!document.querySelector("dialog[open]") && (await mayRedraw())) location.hash = wanted;
  return true;
}

/** Shows the view that the address names. `leave` tells it when the patient has gone on to another. */
export async function show() {
  if (await stays()) return;
  unsaved = null;
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const { name, ids, asked } = address();
  const [left, back] = [shown, comeBack()];
  shown = location.hash;
  const view = /** @type {Page.View} */ (views.get(name));
  const main = byId("main");
  document.dispatchEvent(new CustomEvent("view", { detail: name }));
  const waiting = setTimeout(() => signal.aborted || main.replaceChildren(loading()), 250);
  const content = await draw(view, { ids, asked, back, leave: signal });
  clearTimeout(waiting);
  if (signal.aborted) return;
  document.title = [titleOf(content) ?? t(view.title), t("title")].join(" · ");
  main.replaceChildren(content);
  if (back) focusPlace(main, left);
  else if (moved) focusHeading(main);
  moved = true;
}

/**
 * Shows the view as it is after a change, and announces the change.
 *
 * @param {string} words
 */
export async function showAgain(words) {
  await show();
  announce(words);
  document.querySelector("#main h1")?.after(notice("good", "check", h("p", {}, words)));
}

/** @param {HTMLElement} main */
function focusHeading(main) {
  /** @type {HTMLElement | null} */
  const first = main.querySelector("[data-focus]") ?? main.querySelector("h1");
  if (!main.contains(document.activeElement)) first?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/**
 * The reader goes on where they left: as far down, at the link they had followed.
 *
 * @param {HTMLElement} main
 * @param {string} left
 */
function focusPlace(main, left) {
  const links = /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll("a[href^='#/']"));
  const followed = [...links].find((link) => link.getAttribute("href") === left);
  (followed ?? main.querySelector("h1"))?.focus({ preventScroll: true });
  scrollTo(0, depths.get(shown) ?? 0);
}

/**
 * @param {Page.View} view
 * @param {Page.Place} place
 * @returns {Promise<Node>}
 */
async function draw({ load, words, styles }, place) {
  try {
    const [view] = await Promise.all([load(), needWords(words), ...styles.map(styleSheet)]);
    return await view.default(place);
  } catch (problem) {
    return failure(problem, place.leave);
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

/**
 * Explains why there is no view. A passing problem can be retried, and is, once a lost connection is back.
 *
 * @param {unknown} problem
 * @param {AbortSignal} leave
 */
function failure(problem, leave) {
  const known = problem instanceof Problem;
  const offline = known ? problem.status === 0 : !navigator.onLine;
  // What failed without words may be a module that didn't arrive, and a browser may not ask for one of those again.
  const retry = () => (known ? show() : location.reload());
  if (offline) addEventListener("online", retry, { once: true, signal: leave });
  const again = h("button", { class: "button", type: "button", onclick: retry }, t("again"));
  return h(
    "div",
    { class: "stack" },
    heading(t("failed.title")),
    notice(
      "bad",
      "alert",
      h("p", {}, wordsOf(problem)),
      (!known || problem.passing) && h("div", { class: "actions" }, again),
    ),
  );
}

/**
 * The title of a view that is about one thing, for its tab.
 *
 * @param {Node} content
 */
function titleOf(content) {
  const own = content instanceof HTMLElement ? content.dataset.title : null;
  return own || null;
}

/**
 * A view's heading, which gets the focus when the view appears.
 *
 * @param {Page.Child} text
 * @param {string | null} iconName
 */
export function heading(text, iconName = null) {
  return h("h1", { tabindex: "-1" }, iconName && icon(iconName), text);
}
