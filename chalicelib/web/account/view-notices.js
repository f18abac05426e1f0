import { accessibilityLink } from "../accessibility-link.js";
import { Problem, wordsOf } from "../api.js";
import { askToLeave } from "../ask-to-leave.js";
import { announce, busy, h, notice } from "../dom.js";
import { heading, keepUnsaved } from "../router.js";
import { switchBox, switchLine } from "../switch-line.js";
import { TextField } from "../text-field.js";
import { t } from "../words.js";
import { inClinicZone } from "../zone.js";
import { chooseNotices, getNotices } from "./later-calls.js";

/** @type {["receipt", "refund", "credit_applied"]} */
const KINDS = ["receipt", "refund", "credit_applied"];

/**
 * Why nothing is sent to the address, if so.
 *
 * @param {Api.Notices} notices
 */
function undeliverable({ undeliverable: found }) {
  if (!found) return null;
  const date = inClinicZone({ dateStyle: "long" }).format(new Date(found.since));
  return notice("wait", "alert", h("p", {}, t(`notices.${found.reason}`, { date })));
}

/** @param {string | null} address */
function addressField(address) {
  const look = { hint: t("notices.email-hint"), longest: 254, value: address ?? "" };
  const field = new TextField("email", t("notices.email"), look);
  field.input.type = field.input.autocomplete = "email";
  return field;
}

/** The form of notices: the address, a switch per kind, and what is wrong with the address. */
class NoticesForm {
  /** @param {Api.Notices} seen */
  constructor(seen) {
    this.field = addressField(seen.email);
    this.boxes = {
      receipt: switchBox("receipt", seen.receipt),
      refund: switchBox("refund", seen.refund),
      credit_applied: switchBox("credit_applied", seen.credit_applied),
    };
    this.problem = h("div");
    this.#tellProblem(seen);
    this.said = h("div");
    this.button = h("button", { class: "button primary", type: "submit" }, t("notices.save"));
    this.element = this.#form();
    this.saved = JSON.stringify(this.#choices);
  }

  /** Whether something was changed and not saved. */
  get hasUnsaved() {
    return this.element.isConnected && JSON.stringify(this.#choices) !== this.saved;
  }

  #form() {
    const lines = KINDS.map((kind) => switchLine(this.boxes[kind], t(`notices.${kind}`), t(`notices.${kind}-hint`)));
    return h(
      "form",
      { class: "panel stack", novalidate: true, onsubmit: (event) => this.#save(event) },
      this.problem,
      this.field.element,
      h("fieldset", { class: "stack tight" }, h("legend", {}, t("notices.which")), lines),
      this.said,
      h("div", { class: "actions" }, this.button),
    );
  }

  /** @returns {Api.NoticeChoices} */
  get #choices() {
    const { receipt, refund, credit_applied } = this.boxes;
    return {
      email: this.field.text || null,
      receipt: receipt.checked,
      refund: refund.checked,
      credit_applied: credit_applied.checked,
    };
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    if (this.button.getAttribute("aria-disabled")) return;
    this.said.replaceChildren();
    const done = busy(this.button, t("notices.saving"));
    try {
      const wanted = this.#choices;
      this.#tellProblem(await chooseNotices(wanted));
      this.saved = JSON.stringify(wanted);
      this.#say(notice("good", "check", h("p", {}, t("notices.saved"))));
    } catch (problem) {
      this.#explain(problem);
    } finally {
      done();
    }
  }

  /** @param {Api.Notices} seen */
  #tellProblem(seen) {
    const words = undeliverable(seen);
    this.problem.hidden = !words;
    this.problem.replaceChildren(words ?? "");
  }

  /** @param {unknown} problem */
  #explain(problem) {
    const words = problem instanceof Problem ? problem.wordsFor("email") : null;
    this.field.tell(words);
    if (words) this.field.input.focus();
    else this.#say(notice("bad", "alert", h("p", {}, wordsOf(problem))));
  }

  /** @param {HTMLElement} box */
  #say(box) {
    this.said.replaceChildren(box);
    announce(box.textContent ?? "");
  }
}

/**
 * E-mail notices: where they go, and which are sent.
 *
 * @param {Page.Place} place
 */
export default async function notices({ leave }) {
  const form = new NoticesForm(await getNotices());
  keepUnsaved({ exists: () => form.hasUnsaved, ask: askToLeave }, leave);
  return h(
    "div",
    { class: "stack" },
    heading(t("nav.notices")),
    h("p", { class: "soft" }, t("notices.explain")),
    form.element,
    accessibilityLink(),
  );
}
