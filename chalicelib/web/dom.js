/**
 * Builds an element: `on…` properties are listeners, `true` sets an empty attribute, null and false are left out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Page.Properties} properties
 * @param {...(Page.Child | Page.Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === "value") /** @type {HTMLInputElement} */ (element).value = String(value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/**
 * An element that the frame around the views always has.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * One of the pictures that the page carries.
 *
 * @param {string} name
 */
export function icon(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#picture-${name}`);
  picture.append(use);
  return picture;
}

/**
 * A box that explains something. `kind` is "", "wait" or "bad"; bad ones are announced at once.
 *
 * @param {string} kind
 * @param {string} iconName
 * @param {...(Page.Child | Page.Child[])} content
 */
export function notice(kind, iconName, ...content) {
  const role = kind === "bad" ? "alert" : null;
  return h("div", { class: `notice ${kind}`, role, tabindex: "-1" }, icon(iconName), h("div", {}, ...content));
}

/**
 * One line of a `factList`.
 *
 * @param {string} name
 * @param {Page.Child} value
 */
export const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
/** @param {...Page.Child} facts */
export const factList = (...facts) => h("dl", { class: "facts" }, ...facts);

/**
 * A style sheet that only some views need; resolves when it is there (or can't be, which only looks plain).
 *
 * @param {string} address
 */
export function styleSheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return null;
  const link = h("link", { rel: "stylesheet", href: address });
  const loaded = new Promise((resolve) => {
    link.onload = link.onerror = resolve;
  });
  document.head.append(link);
  return loaded;
}

/**
 * Announces a text to screen readers.
 *
 * @param {string} text
 */
export function announce(text) {
  byId("live").textContent = text;
}

/**
 * Shows that a button is at work. It stays focusable, so a keyboard doesn't lose its place.
 *
 * @param {HTMLElement} button
 * @param {string} label
 */
export function busy(button, label) {
  const before = [...button.childNodes];
  button.setAttribute("aria-disabled", "true");
  button.replaceChildren(h("span", { class: "spinner", "aria-hidden": "true" }), label);
  return () => {
    button.removeAttribute("aria-disabled");
    button.replaceChildren(...before);
  };
}
