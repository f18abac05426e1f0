import { attempt } from "./attempt.js";
import { route, show } from "./router.js";
import { finishSignIn, justSignedOut, loadConfig, signIn, token } from "./session.js";
import { drawShell, drawWelcome } from "./shell.js";
import { preferredLanguage, t, useLanguage } from "./words.js";

route("", "nav.credit", () => import("./view-home.js"));
route("add", "nav.add", () => import("./view-add.js"));
route("done", "done.title", () => import("./view-done.js"));
route("payments", "nav.payments", () => import("./view-payments.js"));
route("cards", "nav.cards", () => import("./view-cards.js"));

/** A bank that took the whole window for its check sends people back here with Stripe's parameters in the address. */
function comeBackFromBank() {
  if (!new URLSearchParams(location.search).has("payment_intent")) return;
  history.replaceState(null, "", `${location.pathname}${attempt() ? "#/add" : "#/"}`);
}

async function draw() {
  drawShell(draw);
  await show();
}

async function start() {
  await useLanguage(preferredLanguage());
  try {
    await loadConfig();
    await finishSignIn();
  } catch {
    return drawWelcome(() => location.reload(), t("sign-in.failed"));
  }
  if (token()) {
    comeBackFromBank();
    addEventListener("hashchange", show);
    return draw();
  }
  return justSignedOut() ? drawWelcome(signIn) : signIn();
}

await start();
