import { wordsOf } from "../api.js";
import { fact, factList, h } from "../dom.js";
import { money } from "../format.js";
import { heading } from "../router.js";
import { person } from "../session.js";
import { t } from "../words.js";
import { zoneKnown } from "../zone.js";
import { getAccounts, getDisputes, getMovement, getPayments, getSettings } from "./calls.js";
import { clinicDay } from "./clinic-day.js";
import { mayDoEverything } from "./our-clinic.js";

/**
 * A panel that is filled when its answer comes; a failure is told in its place.
 *
 * @param {string} name
 * @param {Promise<Page.Children>} content
 */
function panel(name, content) {
  const body = h("div", { class: "stack tight" }, h("span", { class: "spinner", "aria-hidden": "true" }));
  content.then(
    (found) => body.replaceChildren(...h("div", {}, ...found).childNodes),
    (problem) => body.replaceChildren(h("p", { class: "problem" }, wordsOf(problem))),
  );
  const id = `home-${name}`;
  return h(
    "section",
    { class: "panel stack tight", "aria-labelledby": id },
    h("h2", { id }, t(`overview.${name}`)),
    body,
  );
}

/**
 * @param {Api.Movement} found
 * @param {string} filter
 */
const shares = ({ groups }, filter) =>
  factList(
    ...groups
      .filter(({ closing }) => closing.amount)
      .map(({ id, name, closing }) => {
        const words = h("bdi", {}, name ?? t("overview.no-account"));
        const href = `#/payments?unapplied=true&${filter}=${id}`;
        return h("div", {}, h("dt", {}, id ? h("a", { href }, words) : words), h("dd", {}, money(closing)));
      }),
  );

/** @param {Promise<Api.Movement>} byLocation */
async function held(byLocation) {
  const [places, accounts] = await Promise.all([byLocation, getMovement("account", clinicDay())]);
  return [
    h("p", { class: "figure" }, money(places.totals.closing)),
    h("h3", {}, t("overview.by-location")),
    shares(places, "location_id"),
    h("h3", {}, t("overview.by-account")),
    shares(accounts, "account_id"),
  ];
}

/** @param {Promise<Api.Movement>} byLocation */
async function moved(byLocation) {
  const { totals } = await byLocation;
  const names = /** @type {const} */ (["card_online", "recorded", "applied", "refunded"]);
  const list = `#/payments?unapplied=false&from=${clinicDay()}&to=${clinicDay()}`;
  return [
    factList(...names.map((name) => fact(t(`overview.${name}`), money(totals[name], { signed: true })))),
    h("a", { href: list }, t("overview.payments-today")),
  ];
}

async function needed() {
  const [disputes, { top_ups: offer }] = await Promise.all([getDisputes(true, undefined, 99), getSettings()]);
  // Top-ups are off while the primary account can't be used, and only then is there more to tell.
  const accounts = mayDoEverything() && !offer.enabled ? await getAccounts() : [];
  const count = String(disputes.items.length);
  const broken = accounts.filter((account) => account.is_primary && !account.eligible);
  const lines = [
    disputes.items.length > 0 && h("a", { href: "#/disputes" }, t("overview.disputes", { count })),
    !offer.enabled && h("a", { href: "#/billing" }, t("overview.top-ups-off")),
    ...broken.map(({ name }) => h("a", { href: "#/accounts" }, t("overview.account", { name }))),
  ].filter(Boolean);
  if (!lines.length) return [h("p", { class: "soft" }, t("overview.nothing"))];
  return [
    h(
      "ul",
      { class: "stack tight" },
      lines.map((line) => h("li", {}, line)),
    ),
  ];
}

/** The steps to the first top-up, until there was one. */
async function firstRun() {
  const found = await getPayments({ source: "card_online" }, { limit: 1 });
  return found.items.length ? null : (await import("./first-run.js")).firstRun();
}

/** Staff's first view: credit held, today, what needs attention; a checklist until the first top-up. */
export default async function overview() {
  if (person().role === "patient") await getSettings(); // Refused as a whole: none of the panels is for patients.
  await zoneKnown();
  const byLocation = getMovement("location", clinicDay());
  const steps = h("div", { hidden: true });
  const replace = (/** @type {HTMLElement | null} */ list) => list && steps.replaceWith(list);
  byLocation.then(firstRun).then(replace, () => {}); // After what the view shows: it asks once more.
  return h(
    "div",
    { class: "stack wide" },
    heading(t("nav.home")),
    steps,
    h(
      "div",
      { class: "panels" },
      panel("attention", needed()),
      panel("today", moved(byLocation)),
      panel("held", held(byLocation)),
    ),
  );
}
