/** Builds an element: `on…` properties are listeners, `true` sets an empty attribute, null and false are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A picture of ours; `from` is another file of pictures than the common one. */
export function icon(name, from = "web/icons.svg") {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${from}#${name}`);
  picture.append(use);
  return picture;
}

/** A box that explains something. `kind` is "", "wait" or "bad"; bad ones are announced at once. */
export function notice(kind, iconName, ...content) {
  const role = kind === "bad" ? "alert" : null;
  return h("div", { class: `notice ${kind}`, role, tabindex: "-1" }, icon(iconName), h("div", {}, ...content));
}

/** One line of a `factList`. */
export const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
export const factList = (...facts) => h("dl", { class: "facts" }, ...facts);

/** A style sheet that only some views need; resolves when it is there (or can't be, which only looks plain). */
export function styleSheet(address) {
  if (document.querySelector(`link[href="${address}"]`)) return null;
  const link = h("link", { rel: "stylesheet", href: address });
  const loaded = new Promise((resolve) => {
    link.onload = link.onerror = resolve;
  });
  document.head.append(link);
  return loaded;
}

/** Says something to people who listen to the page. */
export function announce(text) {
  document.getElementById("live").textContent = text;
}

/** Shows that a button is at work. It stays focusable, so a keyboard doesn't lose its place. */
export function busy(button, label) {
  const before = [...button.childNodes];
  button.setAttribute("aria-disabled", "true");
  button.replaceChildren(h("span", { class: "spinner", "aria-hidden": "true" }), label);
  return () => {
    button.removeAttribute("aria-disabled");
    button.replaceChildren(...before);
  };
}
