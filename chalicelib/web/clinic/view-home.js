import { wordsOf } from "../api.js";
import { fact, factList, h } from "../dom.js";
import { money, standing } from "../format.js";
import { heading } from "../router.js";
import { person } from "../session.js";
import { t } from "../words.js";
import { getAccounts, getOverview, getSettings } from "./calls.js";
import { tellOpenDisputes } from "./open-disputes.js";
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
 * @param {Api.Overview["by_location"]} groups
 * @param {string} filter
 */
const shares = (groups, filter) =>
  factList(
    ...groups.map(({ id, name, closing }) => {
      const words = h("bdi", {}, name ?? t("overview.no-account"));
      const href = `#/payments?unapplied=true&${filter}=${id}`;
      return h("div", {}, h("dt", {}, id ? h("a", { href }, words) : words), h("dd", {}, standing(closing)));
    }),
  );

/** @param {Promise<Api.Overview>} asked */
async function held(asked) {
  const { movement, by_location: places, by_account: accounts } = await asked;
  return [
    h("p", { class: "figure" }, standing(movement.closing)),
    h("h3", {}, t("overview.by-location")),
    shares(places, "location_id"),
    h("h3", {}, t("overview.by-account")),
    shares(accounts, "account_id"),
    h("a", { href: "#/reports" }, t("overview.over-time")),
  ];
}

/** @param {Promise<Api.Overview>} asked */
async function moved(asked) {
  const { movement, today } = await asked;
  const names = /** @type {const} */ (["card_online", "recorded", "applied", "refunded"]);
  return [
    factList(...names.map((name) => fact(t(`overview.${name}`), money(movement[name], { signed: true })))),
    h("a", { href: `#/payments?unapplied=false&from=${today}&to=${today}` }, t("overview.payments-today")),
  ];
}

/** @param {Api.Overview["attention"][number]} line */
const atPayment = ({ kind, patient: { id, name }, payment_id: payment, amount }) =>
  h(
    "a",
    { href: `#/payment/${id}/${payment}` },
    t(`overview.${kind}`, { amount: money(amount) }),
    " · ",
    h("bdi", {}, name ?? id),
  );

/** @param {Promise<Api.Overview>} asked */
async function needed(asked) {
  const [{ open_disputes: disputes, more_disputes: more, attention, disabled_endpoints: endpoints }, settings] =
    await Promise.all([asked, getSettings()]);
  const { top_ups: offer } = settings;
  const count = tellOpenDisputes(disputes, more);
  // Top-ups are off while the primary account can't be used, and only then is there more to tell.
  const accounts = mayDoEverything() && !offer.enabled ? await getAccounts() : [];
  const broken = accounts.filter((account) => account.is_primary && !account.eligible);
  const lines = [
    disputes > 0 && h("a", { href: "#/disputes" }, t("overview.disputes", { count })),
    ...attention.map(atPayment),
    !offer.enabled && h("a", { href: "#/billing" }, t("overview.top-ups-off")),
    ...broken.map(({ name }) => h("a", { href: "#/accounts" }, t("overview.account", { name }))),
    mayDoEverything() && endpoints > 0 && h("a", { href: "#/webhooks" }, t("overview.webhooks")),
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

/**
 * The steps to the first top-up, until there was one.
 *
 * @param {Promise<Api.Overview>} asked
 */
async function firstRun(asked) {
  return (await asked).has_top_ups ? null : (await import("./first-run.js")).firstRun();
}

/** Staff's first view: credit held, today, what needs attention; a checklist until the first top-up. */
export default async function overview() {
  if (person().role === "patient") await getSettings(); // Refused as a whole: none of the panels is for patients.
  const asked = getOverview();
  const steps = h("div", { hidden: true });
  const replace = (/** @type {HTMLElement | null} */ list) => list && steps.replaceWith(list);
  firstRun(asked).then(replace, () => {});
  return h(
    "div",
    { class: "stack wide" },
    heading(t("nav.home")),
    steps,
    h(
      "div",
      { class: "panels" },
      panel("attention", needed(asked)),
      panel("today", moved(asked)),
      panel("held", held(asked)),
    ),
  );
}
