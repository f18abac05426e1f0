import { ask } from "./dialog.js";
import { h } from "./dom.js";
import { t } from "./words.js";

/** Leaving the form would lose what was changed and not saved. Its views load the words `unsaved`. */
export const askToLeave = () =>
  ask({
    title: t("unsaved.ask"),
    content: h("p", {}, t("unsaved.explain")),
    submit: t("unsaved.leave"),
    working: t("loading"),
    cancel: t("unsaved.stay"),
    act: async () => true,
    danger: true,
  });
