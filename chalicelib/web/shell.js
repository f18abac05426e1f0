import { byId, h, icon } from "./dom.js";
import { mayRedraw } from "./router.js";
import { isEmbedded, person, signOut } from "./session.js";
import { chooseLanguage, otherLanguage, t } from "./words.js";
import { telling, troubleLine } from "./work-button.js";

/** @param {() => Promise<void>} redraw */
function languageButton(redraw) {
  const other = otherLanguage();
  const trouble = troubleLine();
  const speak = async () => {
    if (!(await mayRedraw())) return;
    byId("main").prepend(trouble);
    await telling(trouble)(async () => {
      await chooseLanguage(other);
      await redraw();
      byId("language").focus();
    });
  };
  return h(
    "button",
    { class: "button quiet", type: "button", id: "language", lang: other, onclick: speak },
    t("language.other"),
  );
}

/** @param {() => Promise<void>} redraw */
function bar(redraw) {
  const { name } = person();
  return h(
    "header",
    { class: "bar" },
    h(
      "div",
      { class: "brand" },
      h("span", { class: "mark", id: "mark" }, icon("mark")),
      h(
        "span",
        { class: "names" },
        h("bdi", { class: "clinic", id: "clinic" }, t("title")),
        name && h("bdi", { class: "person" }, name),
      ),
    ),
    languageButton(redraw),
    !isEmbedded() &&
      h(
        "button",
        { class: "button quiet", type: "button", onclick: signOut },
        icon("leave"),
        h("span", { class: "narrow-unseen" }, t("sign-out")),
      ),
  );
}

/** A browser may leave a tab that the focus reaches half beyond the edge. @param {FocusEvent} event */
const reveal = ({ currentTarget }) =>
  /** @type {HTMLElement} */ (currentTarget).scrollIntoView({ block: "nearest", inline: "nearest" });

/** @param {Page.Link} link */
function link({ view, picture, words, figure, badge, group, covers = [] }) {
  return [
    group && h("li", { class: "group" }, t(group)),
    h(
      "li",
      {},
      h(
        "a",
        { href: `#/${view}`, "data-views": [view, ...covers].join(" "), onfocus: reveal },
        icon(picture),
        h("span", {}, t(words), figure && h("span", { class: "figure", id: figure })),
        badge && h("span", { class: "badge bad", id: badge, hidden: true }),
      ),
    ),
  ];
}

function skipLink() {
  /** @param {Event} event */
  const skip = (event) => {
    event.preventDefault();
    byId("main").focus();
  };
  return h("a", { class: "skip", href: "#main", onclick: skip }, t("skip"));
}

/** @param {Event} event */
function markCurrent(event) {
  const { detail: view } = /** @type {CustomEvent<string>} */ (event);
  for (const anchor of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".sidebar a"))) {
    if (anchor.dataset.views?.split(" ").includes(view)) {
      anchor.setAttribute("aria-current", "page");
      const list = anchor.closest("ul");
      if (list) list.scrollLeft = anchor.offsetLeft - (list.clientWidth - anchor.offsetWidth) / 2;
    } else anchor.removeAttribute("aria-current");
  }
}

/**
 * The frame around every view: top bar, sidebar with what this person may do, and an empty main.
 *
 * @param {{ links: Page.Link[] }} page
 * @param {() => Promise<void>} redraw
 */
export function drawShell({ links }, redraw) {
  const mine = links.filter(({ roles }) => !roles || roles.includes(person().role));
  byId("app").replaceChildren(
    skipLink(),
    bar(redraw),
    h("nav", { class: "sidebar", "aria-label": t("title") }, h("ul", {}, mine.flatMap(link))),
    h("main", { class: "main", id: "main", tabindex: "-1" }),
  );
  document.addEventListener("view", markCurrent);
}

/**
 * The page for a visitor who isn't signed in, or couldn't be: one sentence and one button.
 *
 * @param {() => void} enter
 * @param {string | null} problem
 */
export function drawWelcome(enter, problem = null) {
  byId("app").replaceChildren(
    h(
      "main",
      { class: "main boot", id: "main" },
      h(
        "div",
        { class: "panel stack welcome" },
        h("h1", {}, t("title")),
        h("p", { role: problem && "alert" }, problem ?? t("welcome")),
        h("button", { class: "button primary wide", type: "button", onclick: enter }, t(problem ? "again" : "sign-in")),
      ),
    ),
  );
  document.title = t("title");
}
