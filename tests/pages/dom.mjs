/** As much of a browser's document as the pages use, for Node: elements, events, forms, and the address. */

class Text {
  parentNode = null;

  constructor(text) {
    this.textContent = String(text);
  }

  remove() {
    detach(this);
  }
}

function detach(node) {
  const among = node.parentNode?.childNodes;
  if (among) among.splice(among.indexOf(node), 1);
  node.parentNode = null;
}

class Target {
  #heard = new Map();

  /** Whether anything happens on an event of that name. */
  listensTo(name) {
    return (this.#heard.get(name)?.size ?? 0) > 0;
  }

  addEventListener(name, act, { once = false, signal } = {}) {
    const all = this.#heard.get(name) ?? this.#heard.set(name, new Map()).get(name);
    if (!all.has(act)) all.set(act, once);
    signal?.addEventListener("abort", () => all.delete(act));
  }

  removeEventListener(name, act) {
    this.#heard.get(name)?.delete(act);
  }

  forget() {
    this.#heard.clear();
  }

  hears(event) {
    event.currentTarget = this;
    for (const [act, once] of [...(this.#heard.get(event.type) ?? [])]) {
      if (once) this.removeEventListener(event.type, act);
      if (typeof act === "function") act.call(this, event);
      else act.handleEvent(event);
    }
    this[`on${event.type}`]?.(event);
  }

  dispatchEvent(event) {
    event.target = this;
    for (let at = this; at && !event.stopped; at = event.bubbles ? (at.parentNode ?? at.window) : null) at.hears(event);
    return !event.defaultPrevented;
  }
}

class Happening {
  defaultPrevented = false;
  stopped = false;
  target = null;
  currentTarget = null;

  constructor(type, { bubbles = false, ...more } = {}) {
    Object.assign(this, more, { type, bubbles });
  }

  preventDefault() {
    this.defaultPrevented = true;
  }

  stopPropagation() {
    this.stopped = true;
  }
}

/** Selectors as the pages write them: `a[href^='#/'], tbody tr:last-child, .rows > li`. */
const part = /^([\w-]+|\*)?((?:#[\w-]+|\.[\w-]+|\[[^\]]+\]|:last-child)*)$/;

/** The conditions of one element's part of a selector. */
function conditions(simple) {
  const [, tag, more] = part.exec(simple) ?? [];
  if (more === undefined) throw new Error(`a selector that this document doesn't know: ${simple}`);
  const found = (more.match(/#[\w-]+|\.[\w-]+|\[[^\]]+\]|:last-child/g) ?? []).map(condition);
  return tag && tag !== "*" ? [(element) => element.localName === tag, ...found] : found;
}

function condition(text) {
  const rest = text.slice(1);
  if (text[0] === "#") return (element) => element.getAttribute("id") === rest;
  if (text[0] === ".") return (element) => ` ${element.getAttribute("class") ?? ""} `.includes(` ${rest} `);
  if (text[0] === ":") return (element) => element.parentElement?.lastElementChild === element;
  const [, name, how, value] = /^\[([\w-]+)(?:(\^?=)["']?(.*?)["']?)?\]$/.exec(text);
  return (element) => {
    const found = element.getAttribute(name);
    if (found === null || !how) return found !== null;
    return how === "=" ? found === value : found.startsWith(value);
  };
}

const read = new Map();
/** The steps of each selector of a list, read once. */
function stepsOf(list) {
  if (!read.has(list)) {
    const steps = (selector) => selector.trim().split(/\s+(?![^[]*\])/);
    const selectors = list
      .split(",")
      .map((each) => steps(each).map((step) => (step === ">" ? step : conditions(step))));
    read.set(list, selectors);
  }
  return read.get(list);
}

/** Whether the steps up to `index` lead to the element. Each part of a page is asked, so it loops and makes nothing. */
function selects(element, steps, index) {
  if (!element) return false;
  for (const holds of steps[index]) if (!holds(element)) return false;
  if (index === 0) return true;
  if (steps[index - 1] === ">") return selects(element.parentElement, steps, index - 2);
  for (let above = element.parentElement; above; above = above.parentElement)
    if (selects(above, steps, index - 1)) return true;
  return false;
}

function isSelected(element, selectors) {
  for (const steps of selectors) if (selects(element, steps, steps.length - 1)) return true;
  return false;
}

const matchesAny = (element, list) => isSelected(element, stepsOf(list));

class Style extends Map {
  setProperty(name, value) {
    this.set(name, value);
  }
  removeProperty(name) {
    this.delete(name);
  }
  getPropertyValue(name) {
    return this.get(name) ?? "";
  }
}

class Classes {
  constructor(element) {
    this.element = element;
  }
  all() {
    return (this.element.getAttribute("class") ?? "").split(" ").filter(Boolean);
  }
  contains(name) {
    return this.all().includes(name);
  }
  add(...names) {
    this.element.setAttribute("class", [...new Set([...this.all(), ...names])].join(" "));
  }
  remove(...names) {
    const left = this.all().filter((name) => !names.includes(name));
    if (this.element.hasAttribute("class")) this.element.setAttribute("class", left.join(" "));
  }
  toggle(name, on = !this.contains(name)) {
    this[on ? "add" : "remove"](name);
  }
}

const nameOf = (key) => `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
const dataOf = (element) =>
  new Proxy(
    {},
    {
      get: (_, key) => element.getAttribute(nameOf(key)) ?? undefined,
      set: (_, key, value) => (element.setAttribute(nameOf(key), value), true),
    },
  );

export class HTMLElement extends Target {
  parentNode = null;
  childNodes = [];
  attributes = new Map();
  offsetWidth = 80;
  clientWidth = 300;
  #style = null;
  #classes = null;
  #data = null;

  constructor(localName) {
    super();
    this.localName = localName;
    this.tagName = localName.toUpperCase();
  }

  get style() {
    return (this.#style ??= new Style());
  }
  get hasStyle() {
    return this.#style !== null;
  }
  get classList() {
    return (this.#classes ??= new Classes(this));
  }
  get dataset() {
    return (this.#data ??= dataOf(this));
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  hasAttribute(name) {
    return this.attributes.has(name);
  }
  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }
  toggleAttribute(name, on = !this.hasAttribute(name)) {
    if (on) this.setAttribute(name, "");
    else this.removeAttribute(name);
  }

  get children() {
    return this.childNodes.filter((node) => node instanceof HTMLElement);
  }
  get firstElementChild() {
    return this.childNodes.find((node) => node instanceof HTMLElement) ?? null;
  }
  get lastElementChild() {
    return this.childNodes.findLast((node) => node instanceof HTMLElement) ?? null;
  }
  get firstChild() {
    return this.childNodes[0] ?? null;
  }
  get parentElement() {
    return this.parentNode instanceof HTMLElement ? this.parentNode : null;
  }
  get previousElementSibling() {
    const all = this.parentElement?.children ?? [];
    return all[all.indexOf(this) - 1] ?? null;
  }
  get nextElementSibling() {
    const all = this.parentElement?.children ?? [];
    return all[all.indexOf(this) + 1] ?? null;
  }
  get offsetLeft() {
    const all = this.closest("ul")?.querySelectorAll("a") ?? [];
    return 100 * Math.max(0, all.indexOf(this));
  }
  get isConnected() {
    return globalThis.document.documentElement.contains(this);
  }
  get textContent() {
    return this.childNodes.map((node) => node.textContent).join("");
  }
  set textContent(text) {
    this.replaceChildren(...(text === "" ? [] : [text]));
  }

  #adopt(nodes) {
    return nodes.map((node) => {
      const made = node instanceof Target || node instanceof Text ? node : new Text(node);
      detach(made);
      made.parentNode = this;
      return made;
    });
  }
  append(...nodes) {
    this.childNodes.push(...this.#adopt(nodes));
    for (const node of nodes) node?.arrives?.();
  }
  prepend(...nodes) {
    this.childNodes.unshift(...this.#adopt(nodes));
  }
  replaceChildren(...nodes) {
    for (const node of [...this.childNodes]) detach(node);
    this.append(...nodes);
    if (this.id === "main" && !this.querySelector(".spinner")) isDrawn("the view");
  }
  #beside(shift, nodes) {
    const { parentNode: above } = this;
    const made = above.#adopt(nodes);
    above.childNodes.splice(above.childNodes.indexOf(this) + shift, 0, ...made);
  }
  before(...nodes) {
    this.#beside(0, nodes);
  }
  after(...nodes) {
    this.#beside(1, nodes);
  }
  replaceWith(...nodes) {
    if (!this.parentNode) return;
    this.#beside(0, nodes);
    detach(this);
  }
  remove() {
    detach(this);
  }
  contains(node) {
    for (let at = node; at; at = at.parentNode) if (at === this) return true;
    return false;
  }
  closest(selector) {
    for (let at = this; at; at = at.parentElement) if (matchesAny(at, selector)) return at;
    return null;
  }
  matches(selector) {
    return matchesAny(this, selector);
  }
  /** Adds what the selectors find below, in the document's order, up to `most`. */
  #find(selectors, most, found = []) {
    for (const child of this.childNodes)
      if (child instanceof HTMLElement) {
        if (isSelected(child, selectors)) found.push(child);
        if (found.length < most) child.#find(selectors, most, found);
        if (found.length >= most) break;
      }
    return found;
  }
  querySelectorAll(selector) {
    return this.#find(stepsOf(selector), Infinity);
  }
  querySelector(selector) {
    return this.#find(stepsOf(selector), 1)[0] ?? null;
  }

  get #takesFocus() {
    if (!this.isConnected || this.hasAttribute("disabled")) return false;
    const isControl = ["button", "input", "select", "textarea", "summary"].includes(this.localName);
    return (
      isControl ||
      (this.localName === "a" && this.hasAttribute("href")) ||
      /^-?\d+$/.test(this.getAttribute("tabindex"))
    );
  }
  focus({ preventScroll = false } = {}) {
    const { activeElement: before } = globalThis.document;
    if (before === this || !this.#takesFocus) return;
    before.blur();
    globalThis.document.activeElement = this;
    if (preventScroll) notes.push("the focus moves, and nothing scrolls");
    this.dispatchEvent(new Happening("focus"));
  }
  blur() {
    if (globalThis.document.activeElement !== this) return;
    globalThis.document.activeElement = globalThis.document.body;
    this.dispatchEvent(new Happening("blur"));
  }
  scrollIntoView(how) {
    notes.push(`<${this.localName}> scrolls into view, ${JSON.stringify(how)}`);
  }
  select() {}
  setSelectionRange() {}
  getBoundingClientRect() {
    return { top: 0, left: 0, width: 0, height: 0, bottom: 0, right: 0 };
  }

  /** What a press does, unless a listener prevents it. */
  click() {
    if (this.hasAttribute("disabled")) return;
    const isChoice = this.localName === "input" && ["checkbox", "radio"].includes(this.type);
    const before = this.checked;
    if (isChoice) this.checked = this.type === "radio" || !before;
    const goesOn = this.dispatchEvent(new Happening("click", { bubbles: true }));
    if (!goesOn) return void (isChoice && (this.checked = before));
    if (isChoice && this.checked !== before) {
      this.dispatchEvent(new Happening("input", { bubbles: true }));
      this.dispatchEvent(new Happening("change", { bubbles: true }));
    }
    const form = this.closest("form");
    if (this.localName === "summary") this.parentElement.open = !this.parentElement.open;
    if (this.localName === "button" && (this.getAttribute("type") ?? "submit") === "submit" && form)
      form.requestSubmit(this);
    const link = this.closest("a");
    if (link?.getAttribute("href")?.startsWith("#/")) globalThis.location.hash = link.getAttribute("href");
    else if (link?.getAttribute("href")) {
      const name = link.getAttribute("download");
      globalThis.went.push(`${link.getAttribute("href")}${name === null ? "" : `, a download ${name}`.trimEnd()}`);
    }
  }
}

const texts = { htmlFor: "for", className: "class" };
for (const name of ["id", "name", "type", "href", "src", "max", "min", "lang", "download", "title", "rel", "role"])
  texts[name] = name;
for (const [property, name] of Object.entries(texts))
  Object.defineProperty(HTMLElement.prototype, property, {
    get() {
      return this.getAttribute(name) ?? (property === "type" ? "text" : "");
    },
    set(value) {
      this.setAttribute(name, value);
    },
  });
for (const name of ["hidden", "disabled", "open", "required", "multiple", "async"])
  Object.defineProperty(HTMLElement.prototype, name, {
    get() {
      return this.hasAttribute(name);
    },
    set(value) {
      this.toggleAttribute(name, Boolean(value));
    },
  });

export class HTMLInputElement extends HTMLElement {
  #typed;
  #checked;
  files = [];

  get value() {
    return this.#typed ?? this.getAttribute("value") ?? (["checkbox", "radio"].includes(this.type) ? "on" : "");
  }
  set value(text) {
    if (["checkbox", "radio", "submit"].includes(this.type)) this.setAttribute("value", text);
    else this.#typed = String(text);
  }
  get validity() {
    const form = { email: /^\S+@\S+$/, url: /^\w+:\/\/\S+$/, date: /^\d{4}-\d\d-\d\d$/ }[this.type];
    const rangeUnderflow = this.#isDated && this.value < (this.getAttribute("min") ?? "");
    const rangeOverflow = this.#isDated && this.value > (this.getAttribute("max") ?? "9");
    const valid = !this.value || ((!form || form.test(this.value)) && !rangeUnderflow && !rangeOverflow);
    return { valid, rangeUnderflow, rangeOverflow, badInput: false };
  }
  get #isDated() {
    return ["date", "datetime-local"].includes(this.type);
  }
  get checked() {
    return this.#checked ?? this.hasAttribute("checked");
  }
  set checked(value) {
    this.#checked = Boolean(value);
    const others =
      value && this.type === "radio" ? (this.closest("form, main, dialog")?.querySelectorAll("input") ?? []) : [];
    for (const other of others)
      if (other !== this && other.type === "radio" && other.name === this.name) other.checked = false;
  }
}

class HTMLTextAreaElement extends HTMLInputElement {}

class HTMLOptionElement extends HTMLElement {
  get value() {
    return this.getAttribute("value") ?? this.textContent;
  }
  set value(text) {
    this.setAttribute("value", text);
  }
  get selected() {
    return this.closest("select")?.selectedOptions[0] === this;
  }
  set selected(value) {
    if (value) this.closest("select").chosen = this;
  }
}

export class HTMLSelectElement extends HTMLElement {
  chosen = null;

  get options() {
    return this.querySelectorAll("option");
  }
  get selectedOptions() {
    const { options } = this;
    const chosen = options.includes(this.chosen) ? this.chosen : null;
    const found = chosen ?? options.find((each) => each.hasAttribute("selected")) ?? options[0];
    return found ? [found] : [];
  }
  get value() {
    return this.selectedOptions[0]?.value ?? "";
  }
  set value(text) {
    this.chosen = this.options.find((each) => each.value === text) ?? null;
    this.wanted = text;
  }
}

class HTMLDialogElement extends HTMLElement {
  returnValue = "";

  showModal() {
    isDrawn("the dialog");
    this.isModal = true;
    this.before = globalThis.document.activeElement;
    this.open = true;
  }
  show() {
    this.open = true;
  }
  close(value) {
    if (!this.open) return;
    if (value !== undefined) this.returnValue = value;
    this.open = false;
    this.before?.focus();
    queueMicrotask(() => this.dispatchEvent(new Happening("close")));
  }
}

class HTMLFormElement extends HTMLElement {
  get elements() {
    const all = this.querySelectorAll("input, select, textarea, button");
    for (const each of all) if (each.name && !(each.name in all)) all[each.name] = each;
    return all;
  }
  requestSubmit(submitter = null) {
    if (this.dispatchEvent(new Happening("submit", { bubbles: true, submitter })))
      notes.push("the browser sends the form, and leaves the page");
  }
  reset() {}
}

/** What the network brings: nothing while `scripts` is false, and no word of it either. */
export const network = { scripts: true };

/** Style sheets that are on their way: nothing is drawn without them. */
const coming = new Set();
const isDrawn = (what) => void (coming.size && notes.push(`${what} is drawn without its styles`));

/** A style sheet that is there soon, or a script that is there at once. */
class Loaded extends HTMLElement {
  arrives() {
    if (this.localName === "script" && !network.scripts) return;
    if (this.localName !== "link") queueMicrotask(() => this.onload?.());
    else if (this.getAttribute("rel") === "stylesheet") {
      coming.add(this);
      setTimeout(() => (coming.delete(this), this.onload?.()));
    }
  }
}

const kinds = {
  input: HTMLInputElement,
  textarea: HTMLTextAreaElement,
  select: HTMLSelectElement,
  option: HTMLOptionElement,
  dialog: HTMLDialogElement,
  form: HTMLFormElement,
  link: Loaded,
  script: Loaded,
};
const create = (name) => new (kinds[name] ?? HTMLElement)(name);
const drawing = "http://www.w3.org/2000/svg";
/** Where the page scrolls, and which steps it leaves to come Back to. */
export const notes = [];

class Document extends Target {
  title = "";
  documentElement = create("html");
  head = create("head");
  body = create("body");

  constructor() {
    super();
    this.documentElement.parentNode = this;
    this.documentElement.append(this.head, this.body);
    this.activeElement = this.body;
  }

  #active;
  get activeElement() {
    return this.#active?.isConnected ? this.#active : this.body;
  }
  set activeElement(element) {
    this.#active = element;
  }

  createElement = create;
  createElementNS = (space, name) => Object.assign(create(name), { space });
  createTextNode = (text) => new Text(text);
  getElementById = (id) => this.querySelector(`#${id}`);
  querySelector = (selector) => this.documentElement.querySelector(selector);
  querySelectorAll = (selector) => this.documentElement.querySelectorAll(selector);
}

const here = new Target();
/** The steps that Back and Forward go through. */
const steps = [{ hash: "", state: null }];
let at = 0;
const goTo = (index) => {
  at = index;
  address.hash = steps[at].hash;
  here.dispatchEvent(new Happening("hashchange"));
};
const hashOf = (to) => (to.includes("#") ? to.slice(to.indexOf("#")) : "");
const step = (state, to) => {
  steps.splice((at += 1), steps.length, { hash: hashOf(to), state });
  address.hash = hashOf(to);
};
const queries = new Map();
/** Has the reader's device prefer something, such as `(prefers-color-scheme: dark)`, or no longer. */
export function prefer(query, matches = true) {
  const list = matching(query);
  list.matches = matches;
  list.dispatchEvent(new Happening("change"));
}
const matching = (query) =>
  queries.get(query) ?? queries.set(query, Object.assign(new Target(), { matches: false })).get(query);
/** Whether the page has the browser ask before it is left. */
export const warns = () => !here.dispatchEvent(new Happening("beforeunload"));
const address = {
  origin: "https://credit.example",
  pathname: "/account",
  search: "",
  hash: "",
  assign: (to) => void globalThis.went.push(String(to)),
  reload: () => void globalThis.went.push("reload"),
};

/** As the style sheet has them. */
const tokens = {
  light: {
    "--surface": " #ffffff",
    "--ground": " #f4f6f8",
    "--accent": " #0a5a8a",
    "--ink": " #1b2733",
    "--bad": " #b3261e",
  },
  dark: {
    "--surface": " #171e26",
    "--ground": " #0f151b",
    "--accent": " #7cc4f0",
    "--ink": " #e8edf2",
    "--bad": " #ff8a80",
  },
};

/** A document with the pages' own frame, and the window around it. */
export function openDocument(config) {
  const document = new Document();
  document.window = here;
  here.forget();
  queries.clear();
  const data = create("script");
  data.id = "config";
  data.append(JSON.stringify(config));
  document.head.append(data);
  for (const [id, name] of [
    ["app", "div"],
    ["live", "div"],
  ]) {
    const element = create(name);
    element.id = id;
    document.body.append(element);
  }
  Object.assign(globalThis, { document, HTMLElement, HTMLInputElement, HTMLSelectElement, Element: HTMLElement });
  Object.assign(globalThis, { Node: HTMLElement, Event: Happening, CustomEvent: Happening, KeyboardEvent: Happening });
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"])
    globalThis[name] = (...given) => here[name](...given);
  Object.assign(globalThis, {
    window: globalThis,
    parent: globalThis,
    went: [],
    matchMedia: matching,
    getComputedStyle: ({ style }) => ({
      color: String(style.color ?? "").replace(
        /^#(..)(..)(..)$/,
        (_, ...parts) =>
          `rgb(${parts
            .slice(0, 3)
            .map((part) => parseInt(part, 16))
            .join(", ")})`,
      ),
      getPropertyValue: (name) =>
        style.get(name) ?? tokens[matching("(prefers-color-scheme: dark)").matches ? "dark" : "light"][name],
    }),
    scrollTo: (x, y) => {
      if (x || y || globalThis.scrollY) notes.push(`scrolls to ${x}, ${y}`);
      globalThis.scrollY = y;
    },
    scrollY: 0,
    location: new Proxy(address, {
      get: (of, name) => (name === "href" ? of.origin + of.pathname + of.search + of.hash : of[name]),
      set(of, name, value) {
        if (name !== "hash") of[name] = value;
        else if (`#${String(value).replace(/^#/, "")}` !== of.hash) {
          step(null, `#${String(value).replace(/^#/, "")}`);
          here.dispatchEvent(new Happening("hashchange"));
        }
        return true;
      },
    }),
    history: {
      get state() {
        return steps[at].state;
      },
      replaceState(state, _, to) {
        steps[at].state = state;
        if (to === undefined) return;
        notes.push(`the address becomes ${to}`);
        steps[at].hash = address.hash = hashOf(to);
      },
      pushState(state, _, to) {
        notes.push(`the next address is ${to}`);
        step(state, to);
      },
      back: () => goTo(at - 1),
      forward: () => goTo(at + 1),
    },
    open(to, target) {
      notes.push(`opens a tab of ${JSON.stringify(to)}, ${target}`);
      return {
        location: {
          set href(address) {
            notes.push(`the tab shows ${address}`);
          },
        },
        close: () => void notes.push("closes the tab"),
      };
    },
  });
  return document;
}

const inline = new Set([
  "a",
  "b",
  "bdi",
  "br",
  "button",
  "code",
  "em",
  "label",
  "option",
  "small",
  "span",
  "strong",
  "time",
]);
const asked = new Set(["input", "select", "textarea"]);
const stylesOf = (node) =>
  node.hasStyle ? [...node.style, ...Object.entries(node.style)].filter(([, value]) => value !== "") : [];

/** The document as lines: elements with their attributes and what is in them, as it is now. */
export function outline(node, depth = 0) {
  const space = "  ".repeat(depth);
  if (node instanceof Text) {
    const text = node.textContent;
    return text === "" ? [] : [space + (text === text.trim() ? text : JSON.stringify(text))];
  }
  const shown = [...node.attributes].map(([name, value]) => (value === "" ? name : `${name}="${value}"`));
  for (const [name, value] of stylesOf(node)) shown.push(`{${name}: ${value}}`);
  if (node.isModal) shown.push("(modal)");
  if (["svg", "use", "path"].includes(node.localName) && node.space !== drawing) shown.push("(not drawn)");
  if (asked.has(node.localName)) {
    if (["checkbox", "radio"].includes(node.type)) shown.push(node.checked ? "(chosen)" : "(not chosen)");
    else shown.push(`(${JSON.stringify(node.value)})`);
  }
  const start = `${space}<${[node.localName, ...shown].join(" ")}>`;
  if (start.endsWith('<svg class="icon" aria-hidden="true">') && node.children[0]?.space === drawing)
    return [`${space}(${node.children[0].getAttribute("href")})`];
  const within = node.childNodes.flatMap((child) => outline(child, depth + 1));
  const isShort = within.length === 1 && (inline.has(node.localName) || !within[0].trim().startsWith("<"));
  return isShort ? [`${start} ${within[0].trim()}`] : [start, ...within];
}

export { Happening };
