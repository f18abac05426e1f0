import { wordsOf } from "../api.js";
import { fact, factList, h, notice } from "../dom.js";
import { moment } from "../moment.js";
import { pagedList } from "../paged-list.js";
import { heading, showAgain } from "../router.js";
import { t, tryWords } from "../words.js";
import { telling, troubleLine, workButton } from "../work-button.js";
import { askForSecret, askToAdd, askToRemove, askToResend, askToSwitchOff, switchOn } from "./ask-about-webhooks.js";
import { actorWords } from "./our-clinic.js";
import { nothing } from "./payment-row.js";
import { getDeliveries, getEndpoints, sendTest } from "./webhook-calls.js";

/** @param {{ http_status: number | null, error: string | null }} answer */
const answerWords = ({ http_status: status, error }) =>
  status === null ? tryWords([`webhooks.error-${error}`], error ?? "") : t("webhooks.http", { status: String(status) });

/** @param {Api.Endpoint} endpoint */
function standing({ disabled_at: disabled, failing_since: failing }) {
  const [look, words] = disabled ? ["bad", "off"] : failing ? ["wait", "failing"] : ["good", "on"];
  return h("span", { class: `badge ${look}` }, t(`webhooks.is-${words}`));
}

/** @param {Api.WebhookDelivery} delivery */
function deliveryRow(delivery) {
  const { type, event_id: event, at, status, duration_ms: ms } = delivery;
  return h(
    "li",
    {},
    h(
      "div",
      { class: "what" },
      h("span", { class: "id" }, type),
      " ",
      h("span", { class: `badge ${status === "delivered" ? "good" : "bad"}` }, t(`webhooks.${status}`)),
      h("span", { class: "small soft id" }, " ", event),
      h(
        "div",
        { class: "small soft" },
        `${moment(at)} · ${answerWords(delivery)} · ${t("webhooks.ms", { ms: String(ms) })}`,
      ),
    ),
  );
}

/**
 * The newest attempt in a line.
 *
 * @param {Api.WebhookDelivery} [last]
 */
function lastWords(last) {
  if (!last) return t("webhooks.none-sent");
  const when = moment(last.at);
  return last.status === "delivered"
    ? t("webhooks.last-delivered", { when })
    : t("webhooks.last-failed", { when, why: answerWords(last) });
}

/** @param {Api.Endpoint} endpoint */
async function test({ id }) {
  const answer = await sendTest(id);
  const values = { answer: answerWords(answer), ms: String(answer.duration_ms) };
  return t(answer.delivered ? "webhooks.test-delivered" : "webhooks.test-failed", values);
}

/**
 * A button that sends a test event, and what came of it.
 *
 * @param {Api.Endpoint} found
 */
function testButton(found) {
  const told = h("p", { class: "small", role: "status" });
  const tell = async (/** @type {() => Promise<string>} */ act) => {
    told.textContent = "";
    told.textContent = await act().catch(wordsOf);
  };
  return [workButton(t("webhooks.test"), t("webhooks.working"), tell, () => test(found)), told];
}

/** @param {Api.Endpoint} found */
function facts(found) {
  const { types, created_at: at, created_by: by, failing_since: failing, next_attempt_at: next } = found;
  const { disabled_at: disabled, previous_secret_valid_until: previous } = found;
  const events = h("span", { class: "id" }, types.join(", "));
  return factList(
    fact(t("webhooks.events"), events),
    fact(t("webhooks.created"), h("span", {}, h("bdi", {}, actorWords(by)), ` · ${moment(at)}`)),
    failing && fact(t("webhooks.failing-since"), moment(failing)),
    disabled && fact(t("webhooks.off-since"), moment(disabled)),
    next && fact(t("webhooks.next-attempt"), moment(next)),
    previous && Date.parse(previous) > Date.now() && fact(t("webhooks.previous-secret"), moment(previous)),
  );
}

/** @param {string} words @param {() => unknown} act @param {string} [look] */
const button = (words, act, look = "") =>
  h("button", { class: `button ${look}`, type: "button", onclick: act }, t(words));

/**
 * What can be done with an endpoint, and what came of it.
 *
 * @param {Api.Endpoint} found
 */
function actions(found) {
  const [tested, told] = testButton(found);
  const trouble = troubleLine();
  const on = () => switchOn(found);
  return [
    h(
      "div",
      { class: "actions" },
      tested,
      button("webhooks.resend", () => askToResend(found)),
      button("webhooks.rotate", () => askForSecret(found)),
      found.disabled_at
        ? workButton(t("webhooks.switch-on"), t("webhooks.working"), telling(trouble), on)
        : button("webhooks.switch-off", () => askToSwitchOff(found)),
      button("webhooks.remove", () => askToRemove(found), "quiet"),
    ),
    told,
    trouble,
  ];
}

/** @param {Api.Endpoint} found @param {Api.Listing<Api.WebhookDelivery>} deliveries */
function endpoint(found, deliveries) {
  const { id, url, disabled_at: disabled, failing_since: failing } = found;
  return h(
    "details",
    { class: "panel account", open: Boolean(disabled ?? failing) },
    h(
      "summary",
      {},
      h(
        "span",
        { class: "what" },
        h("bdi", { class: "id" }, url),
        h("span", { class: "small soft" }, lastWords(deliveries.items[0])),
      ),
      standing(found),
    ),
    h(
      "div",
      { class: "stack" },
      facts(found),
      ...actions(found),
      h("h2", {}, t("webhooks.deliveries")),
      deliveries.items.length
        ? pagedList(deliveries, deliveryRow, (cursor) => getDeliveries(id, cursor))
        : h("p", { class: "soft" }, t("webhooks.none-sent")),
    ),
  );
}

/** Settings > Webhooks: the addresses of the clinic's own software that events are sent to, and how that goes. */
export default async function webhooks() {
  const found = await getEndpoints();
  const deliveries = await Promise.all(found.map(({ id }) => getDeliveries(id)));
  const hasGivenUp = found.some(({ disabled_at: disabled, failing_since: failing }) => disabled && failing);
  return h(
    "div",
    { class: "stack" },
    heading(t("webhooks.heading")),
    h("p", { class: "soft" }, t("webhooks.explain")),
    hasGivenUp && notice("bad", "alert", h("p", {}, t("webhooks.given-up"))),
    found.length
      ? h(
          "div",
          { class: "stack tight" },
          found.map((each, number) => endpoint(each, deliveries[number])),
        )
      : nothing("send", t("webhooks.none")),
    h(
      "div",
      { class: "actions" },
      button("webhooks.add", askToAdd, "primary"),
      button("webhooks.refresh", () => showAgain(t("webhooks.refreshed"))),
    ),
  );
}
