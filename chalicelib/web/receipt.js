import { pause } from "./api.js";
import { announce, h } from "./dom.js";
import { t } from "./words.js";

const first_wait_ms = 700;
const longest_wait_ms = 4000;
const patience_ms = 90_000;

/**
 * Asks until the document is drawn; resolves to null when it takes too long or the reader has gone on.
 *
 * @template {{ status: "ready" } | { status: "preparing" }} Document
 * @param {() => Promise<Document>} ask
 * @param {AbortSignal} [leave]
 * @returns {Promise<Extract<Document, { status: "ready" }> | null>}
 */
export async function whenReceiptReady(ask, leave) {
  const end = Date.now() + patience_ms;
  for (let wait = first_wait_ms; Date.now() < end && !leave?.aborted; wait = Math.min(wait * 1.5, longest_wait_ms)) {
    const receipt = await ask();
    if (receipt.status === "ready") return /** @type {Extract<Document, { status: "ready" }>} */ (receipt);
    await pause(wait);
  }
  return null;
}

/**
 * The address is good for a minute at most, so it is asked for when pressed, and the file comes as a download.
 *
 * @param {string} url
 */
export function open(url) {
  const link = h("a", { href: url, download: "", hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}

/**
 * Downloads the document that `ask` asks for; `say` tells when it takes too long.
 *
 * @param {() => Promise<Page.Document>} ask
 * @param {(words: string) => void} say
 * @param {(document: Page.ReadyDocument) => void} [use]
 */
export async function download(ask, say, use = ({ url }) => open(url)) {
  announce(t("receipt.preparing"));
  const receipt = await whenReceiptReady(ask);
  if (receipt) use(receipt);
  const words = receipt ? t("receipt.downloading") : t("receipt.later");
  announce(words);
  if (!receipt) say(words);
}

/**
 * Shows the document in a tab, where the browser prints it; without a tab, it is downloaded.
 *
 * @param {() => Promise<Page.Document>} ask
 * @param {(words: string) => void} say
 * @param {Window | null} shown
 */
export async function printDocument(ask, say, shown) {
  let isUsed = false;
  await download(ask, say, ({ url, print_url: address }) => {
    isUsed = true;
    if (shown) shown.location.href = address;
    else open(url);
  });
  if (!isUsed) shown?.close();
}
