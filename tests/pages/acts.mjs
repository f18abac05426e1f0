/** What a person does in a page: presses, types, chooses, and uses the keyboard. */
import { Happening } from "./dom.mjs";

/** What people call an element. */
export const called = (element) =>
  [
    element.localName,
    element.getAttribute("aria-label") ?? (element.textContent.trim() || element.name || element.id),
  ].join(" ");

export const typed = {
  ...{ date: "2026-11-20", "datetime-local": "2026-11-20T10:00", email: "ana@example.com", number: "10" },
  ...{ amount: "10", url: "https://ehr.example/hooks", text: "Text 1" },
};
export const mistyped = {
  ...typed,
  date: "2027-02-30",
  email: "ana at home",
  number: "-1",
  amount: "1,2.3",
  url: "ehr",
};
const wrong = new Set(
  Object.keys(typed)
    .filter((kind) => typed[kind] !== mistyped[kind])
    .map((kind) => mistyped[kind]),
);
const kindOf = ({ localName, type, name, id }) => {
  if (localName !== "input") return "text";
  if (type === "text" && /amount|minimum|maximum/.test(name || id)) return "amount";
  if (type === "text" && /url/.test(name || id)) return "url";
  return type in typed ? type : "text";
};

/** Fills in what is empty or wrong, as a person would who reads only the kind of the field. */
export function fill(within, words, chooses = false) {
  for (const field of within.querySelectorAll("input, select, textarea")) {
    if (["checkbox", "radio", "file", "hidden"].includes(field.type) && field.localName === "input") continue;
    if (field.localName === "select") {
      if (chooses) field.value = field.options.at(-1)?.value ?? "";
      else if (!field.value && field.options[1]) field.value = field.options[1].value;
    } else if (!field.value || wrong.has(field.value)) field.value = words[kindOf(field)];
    else if (words === mistyped && kindOf(field) !== "text") field.value = words[kindOf(field)];
    field.dispatchEvent(new Happening("input", { bubbles: true }));
    field.dispatchEvent(new Happening("change", { bubbles: true }));
  }
  const boxes = within.querySelectorAll("input").filter(({ type }) => type === "checkbox");
  if (boxes.length && !boxes.some(({ checked }) => checked)) boxes[0].click();
  const radios = within.querySelectorAll("input").filter(({ type }) => type === "radio");
  const last = new Map(radios.map((each) => [each.name, each]));
  if (chooses) for (const each of last.values()) each.click();
}

/** Presses a button, chooses the last option of a choice, or types into a field. */
export function use(element, value = { ...typed, amount: "12.50", text: "ana" }[kindOf(element)]) {
  element.focus({ isPressed: true });
  const isChoice = element.localName === "input" && ["checkbox", "radio"].includes(element.type);
  if (isButton(element) || isChoice) return element.click();
  if (element.type === "file")
    element.files = [new File(["patient_id,amount\n"], "balances.csv", { type: "text/csv" })];
  else if (element.localName === "select") element.value = element.options.at(-1)?.value ?? "";
  else element.value = value;
  element.dispatchEvent(new Happening("input", { bubbles: true }));
  return element.dispatchEvent(new Happening("change", { bubbles: true }));
}

export const isButton = ({ localName }) => ["button", "summary", "a"].includes(localName);
const isTyped = ({ localName, type }) =>
  localName === "textarea" || (localName === "input" && !["checkbox", "radio", "file"].includes(type));

/** Presses a key, and does what a browser then does by itself. Returns whether the page prevents that. */
export function press(element, name) {
  element.focus();
  const [key, repeat] = name.split(", ");
  const { activeElement: target } = document;
  if (!target.dispatchEvent(new Happening("keydown", { bubbles: true, key, repeat: Boolean(repeat) }))) return true;
  const dialog = target.closest("dialog");
  if (key === "Escape") dialog?.close();
  if (key === "Enter" && isButton(target)) target.click();
  if (key === "Enter" && target.localName === "input") submit(target.closest("form"));
  return false;
}

function submit(form) {
  const button = form?.querySelectorAll("button").find(({ type }) => type !== "button");
  if (button) button.click();
  else form?.requestSubmit();
}

/** The keys that an element does something with. */
export function keysOf(element) {
  if (element.listensTo("keydown")) return ["Enter", "Enter, held down", "a", "ArrowDown", "ArrowUp", "Escape"];
  return isTyped(element) && element.localName === "input" && element.closest("form") ? ["Enter"] : [];
}
