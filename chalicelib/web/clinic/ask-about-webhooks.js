import { DAY_MS } from "../calendar.js";
import { ask } from "../dialog.js";
import { h } from "../dom.js";
import { showAgain } from "../router.js";
import { Field } from "../text-field.js";
import { t } from "../words.js";
import { clinicTime, onClinicClock } from "./clinic-time.js";
import { eventTypes } from "./event-types.js";
import { addEndpoint, removeEndpoint, resend, rotateSecret, switchEndpoint } from "./webhook-calls.js";

const KEPT_MS = 30 * DAY_MS;

/**
 * @param {string} url
 * @param {string} words
 * @param {Page.Child} [more]
 */
const about = (url, words, more) =>
  h("div", { class: "stack tight" }, h("p", { class: "id" }, url), h("p", {}, words), more);

/**
 * @param {string} words
 * @param {string} url
 * @param {string} submit
 * @param {() => Promise<boolean>} act
 * @param {{ content?: Page.Child, danger?: boolean }} more
 */
const askAbout = (words, url, submit, act, { content, danger = false } = {}) =>
  ask({
    title: t(`${words}-ask`),
    content: about(url, t(`${words}-explain`), content),
    submit,
    working: t("webhooks.working"),
    cancel: t("cancel"),
    act,
    danger,
  });

/** @param {Api.EndpointWithSecret} made */
async function showSecret({ url, secret }) {
  const trouble = h("p", { class: "problem", role: "alert" });
  const shown = h("p", { class: "id notice" }, secret);
  const act = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      return true;
    } catch {
      // A frame may not write to the clipboard, and a page without TLS has none.
      getSelection()?.selectAllChildren(shown);
      trouble.textContent = t("webhooks.not-copied");
      return false;
    }
  };
  await ask({
    title: t("webhooks.secret"),
    content: about(url, t("webhooks.secret-once"), h("div", {}, shown, trouble)),
    submit: t("webhooks.copy"),
    working: t("webhooks.working"),
    cancel: t("webhooks.close"),
    act,
  });
}

/** Asks for an address and the events to send there. */
export async function askToAdd() {
  const input = h("input", { type: "url", maxlength: "500", autocomplete: "off", inputmode: "url" });
  const field = new Field("webhook-url", t("webhooks.url"), input, t("webhooks.url-hint"));
  const boxes = eventTypes.map((type) => h("input", { type: "checkbox", value: type }));
  const chosen = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
  /** @type {Api.EndpointWithSecret | null} */
  let made = null;
  const act = async () => {
    if (!field.check((text) => (text ? null : t("webhooks.url-needed")))) return false;
    made = await addEndpoint({ url: field.text, types: chosen() });
    return true;
  };
  const options = boxes.map((box) => h("label", { class: "option" }, box, h("span", { class: "what id" }, box.value)));
  const content = h(
    "div",
    { class: "stack" },
    field.element,
    h(
      "details",
      { class: "panel account" },
      h("summary", {}, h("span", { class: "what" }, t("webhooks.choose"))),
      h("fieldset", { class: "stack" }, h("legend", { class: "unseen" }, t("webhooks.events")), options),
    ),
  );
  const submit = t("webhooks.add");
  const done = await ask({ title: submit, content, submit, working: t("webhooks.working"), cancel: t("cancel"), act });
  if (!done || !made) return;
  await showSecret(made);
  await showAgain(t("webhooks.added"));
}

/** @param {Api.Endpoint} endpoint */
export async function askForSecret({ id, url }) {
  /** @type {Api.EndpointWithSecret | null} */
  let made = null;
  const act = async () => {
    made = await rotateSecret(id);
    return true;
  };
  if (!(await askAbout("webhooks.rotate", url, t("webhooks.rotate"), act)) || !made) return;
  await showSecret(made);
  await showAgain(t("webhooks.rotated"));
}

/** @param {Api.Endpoint} endpoint */
export async function askToSwitchOff({ id, url }) {
  const act = async () => {
    await switchEndpoint(id, false);
    return true;
  };
  if (await askAbout("webhooks.off", url, t("webhooks.switch-off"), act)) await showAgain(t("webhooks.is-off-now"));
}

/** @param {Api.Endpoint} endpoint */
export async function switchOn({ id }) {
  await switchEndpoint(id, true);
  await showAgain(t("webhooks.is-on-now"));
}

/** @param {Api.Endpoint} endpoint */
export async function askToRemove({ id, url }) {
  const act = async () => {
    await removeEndpoint(id);
    return true;
  };
  const done = await askAbout("webhooks.remove", url, t("webhooks.remove"), act, { danger: true });
  if (done) await showAgain(t("webhooks.removed"));
}

/** @param {Api.Endpoint} endpoint */
export async function askToResend({ id, url, failing_since: failing, disabled_at: disabled }) {
  const missed = failing ?? disabled;
  const now = Date.now();
  const since = missed ? Date.parse(missed) : now - DAY_MS;
  const input = h("input", {
    type: "datetime-local",
    min: onClinicClock(Math.min(now - KEPT_MS, since)),
    max: onClinicClock(Math.max(now, since)), // The device's clock may be behind the service's.
    value: onClinicClock(since),
  });
  const field = new Field("webhook-since", t("webhooks.since"), input, t("webhooks.since-hint"));
  /** @type {Api.WebhookResent | null} */
  let done = null;
  const act = async () => {
    if (!field.check((text) => (text && input.validity.valid ? null : t("webhooks.since-wrong")))) return false;
    done = await resend(id, clinicTime(input.value).toISOString());
    return true;
  };
  const content = field.element;
  if (!(await askAbout("webhooks.resend", url, t("webhooks.resend"), act, { content })) || !done) return;
  const { queued, next_after: more } = /** @type {Api.WebhookResent} */ (done);
  await showAgain(t(more ? "webhooks.resent-some" : "webhooks.resent", { number: String(queued) }));
}
