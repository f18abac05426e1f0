import { drawBrand } from "./brand.js";
import { show } from "./router.js";
import { finishSignIn, isEmbedded, justSignedOut, loadConfig, signIn, token } from "./session.js";
import { drawShell, drawWelcome } from "./shell.js";
import { needWords, preferredLanguage, t, useLanguage } from "./words.js";

// The way to sign in, and the words of every page, come with the page.
import "./sign-in.js";
import "./words/common-en.js";
import "./words/common-fr-CA.js";

async function recognize() {
  if (isEmbedded()) return (await import("./embed.js")).askForToken();
  return finishSignIn();
}

/** Sends a visitor to the identity provider, unless they have just signed out. */
function welcome() {
  if (justSignedOut()) return drawWelcome(signIn);
  return signIn();
}

/**
 * Starts a page: words, sign-in, frame and the view of the address. `page` is `{words, links, begin?, drawn?}`: its
 * catalogues, its sidebar, what to do once the person is known and each time the frame has been drawn.
 *
 * @param {Page.Start} page
 */
export async function start(page) {
  await Promise.all([useLanguage(preferredLanguage()), needWords(["common", ...page.words])]);
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
