import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { heading, showAgain } from "../router.js";
import { Field } from "../text-field.js";
import { t } from "../words.js";
import { telling, troubleLine, workButton } from "../work-button.js";
import { getLocations } from "./calls.js";
import { nothing } from "./payment-row.js";
import { saveLocation } from "./settings-calls.js";

const longest = 100;

/** An id that no other location has. */
const newId = () => `loc_${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;

/**
 * Asks for a location's name, and saves it.
 *
 * @param {Api.Location} location
 * @param {string} title
 */
async function askForName(location, title) {
  const input = h("input", { maxlength: String(longest), autocomplete: "off", value: location.name });
  const field = new Field("location-name", t("locations.name"), input, null);
  const act = async () => {
    if (!field.check((text) => (text ? null : t("locations.name-needed")))) return false;
    await saveLocation({ ...location, name: field.text });
    return true;
  };
  const done = await ask({
    title,
    content: field.element,
    submit: t("locations.save"),
    working: t("locations.saving"),
    cancel: t("cancel"),
    act,
  });
  if (done) await showAgain(t("locations.saved", { name: field.text }));
}

/** @param {Api.Location} location */
async function askToClose(location) {
  const { name } = location;
  const act = async () => {
    await saveLocation({ ...location, active: false });
    return true;
  };
  const done = await ask({
    title: t("locations.close-ask", { name }),
    content: h("p", {}, t("locations.close-explain")),
    submit: t("locations.close"),
    working: t("locations.saving"),
    cancel: t("cancel"),
    act,
  });
  if (done) await showAgain(t("locations.closed-done", { name }));
}

/** @param {Api.Location} location */
async function open(location) {
  await saveLocation({ ...location, active: true });
  await showAgain(t("locations.opened", { name: location.name }));
}

/**
 * @param {string} key
 * @param {Api.Location} location
 * @param {() => Promise<void>} act
 */
function button(key, { name }, act) {
  const label = `${t(key)}: ${name}`;
  return h("button", { class: "button", type: "button", "aria-label": label, onclick: act }, t(key));
}

/** @param {Api.Location} location @param {HTMLElement} trouble */
const openButton = (location, trouble) =>
  workButton(
    t("locations.open"),
    t("locations.saving"),
    telling(trouble),
    () => open(location),
    `${t("locations.open")}: ${location.name}`,
  );

/** @param {Api.Location} location */
function row(location) {
  const { name, active } = location;
  const trouble = troubleLine();
  return h(
    "li",
    { class: "invoice" },
    h(
      "div",
      { class: "what" },
      h("bdi", {}, name),
      " ",
      !active && h("span", { class: "badge" }, t("locations.is-closed")),
    ),
    button("locations.rename", location, () => askForName(location, t("locations.rename-title", { name }))),
    active ? button("locations.close", location, () => askToClose(location)) : openButton(location, trouble),
    trouble,
  );
}

/** Settings > Locations: add, rename, close and open again. */
export default async function locations() {
  const found = await getLocations();
  const add = () => askForName({ id: newId(), name: "", active: true }, t("locations.add"));
  return h(
    "div",
    { class: "stack" },
    heading(t("locations.heading")),
    h("p", { class: "soft" }, t("locations.explain")),
    h(
      "section",
      { class: "panel stack", "aria-label": t("nav.locations") },
      found.length ? h("ul", { class: "rows" }, found.map(row)) : nothing("pin", t("locations.none")),
    ),
    h(
      "div",
      { class: "actions" },
      h("button", { class: "button primary", type: "button", onclick: add }, t("locations.add")),
    ),
  );
}
