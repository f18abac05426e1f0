import { drawBrand } from "./brand.js";
import { show } from "./router.js";
import { finishSignIn, isEmbedded, justSignedOut, loadConfig, signIn, token } from "./session.js";
import { drawShell, drawWelcome } from "./shell.js";
import { noStorage } from "./sign-in.js";
import { needWords, preferredLanguage, t, useLanguage } from "./words.js";

// The words of every page, and the way to sign in, come with the page.
import "./words/common-en.js";
import "./words/common-fr-CA.js";

async function recognize() {
  if (isEmbedded()) return (await import("./embed.js")).askForToken();
  return finishSignIn();
}

/** Sends a visitor to the identity provider, or tells why that can't work in this browser. */
const enter = () =>
  signIn().catch(({ message }) => drawWelcome(enter, t(message === noStorage ? noStorage : "sign-in.failed")));

/** Sends a visitor on, unless they have just signed out. */
function welcome() {
  if (justSignedOut()) return drawWelcome(enter);
  return enter();
}

/**
 * Starts a page: words, sign-in, frame and the view of the address. `page` is `{words, links, begin?, drawn?}`: its
 * catalogues, its sidebar, what to do once the person is known and each time the frame has been drawn.
 *
 * @param {Page.Start} page
 */
export async function start(page) {
  await useLanguage(preferredLanguage());
  await needWords(["common", ...page.words]);
  try {
    loadConfig();
    await recognize();
  } catch {
    return drawWelcome(() => location.reload(), t(isEmbedded() ? "embed.no-token" : "sign-in.failed"));
  }
  if (!token()) return welcome();
  const draw = async () => {
    drawShell(page, draw);
    drawBrand();
    page.drawn?.();
    await show();
  };
  page.begin?.();
  addEventListener("hashchange", show);
  return draw();
}
