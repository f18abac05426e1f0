import { h, icon, notice } from "./dom.js";
import { t } from "./words.js";

const views = new Map();
let leaving = new AbortController();
let moved = false;

/** Registers a view: `load` imports a module whose default export makes the view's element. */
export function route(name, title, load) {
  views.set(name, { title, load });
}

const place = () => {
  const [name, ...rest] = location.hash.replace(/^#\//, "").split("/");
  return { name: views.has(name) ? name : "", id: /^\w+$/.test(rest[0] ?? "") ? rest[0] : null };
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
  const { name, id } = place();
  const { title, load } = views.get(name);
  const main = document.getElementById("main");
  document.dispatchEvent(new CustomEvent("view", { detail: name }));
  const waiting = setTimeout(() => main.replaceChildren(loading()), 250);
  const content = await draw(load, { id, leave: signal });
  clearTimeout(waiting);
  if (signal.aborted) return;
  document.title = `${t(title)} · ${t("title")}`;
  main.replaceChildren(content);
  if (moved) focusHeading(main);
  moved = true;
}

function focusHeading(main) {
  const heading = main.querySelector("h1");
  if (!main.contains(document.activeElement)) heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function draw(load, place) {
  try {
    return await (await load()).default(place);
  } catch (problem) {
    if (!problem.words) console.error(problem);
    return failure(problem);
  }
}

function loading() {
  return h("p", { class: "soft", role: "status" }, h("span", { class: "spinner", "aria-hidden": "true" }), h("span", { class: "unseen" }, t("loading")));
}

function failure(problem) {
  const words = problem.words || t(navigator.onLine ? "problem.unexpected" : "problem.network");
  const again = h("button", { class: "button", type: "button", onclick: show }, t("again"));
  return h("div", { class: "stack" }, heading(t("failed.title")), notice("bad", "alert", h("p", {}, words), h("div", { class: "actions" }, again)));
}

/** A view's heading, which gets the focus when the view appears. */
export function heading(text, iconName = null) {
  return h("h1", { tabindex: "-1" }, iconName && icon(iconName), text);
}
