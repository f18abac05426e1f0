/** The bank's page. In a frame it tells the page that opened it; on its own it goes back to the return address. */
import { speak, WORDS } from "./words.js";

const query = new URLSearchParams(location.search);
const parent = query.get("parent");
const language = (query.get("locale") || navigator.language).toLowerCase().startsWith("fr") ? "fr" : "en";

async function answer(outcome) {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(location.pathname, { method: "POST", headers, body: JSON.stringify({ outcome }) });
  const { status, return_url: returnUrl } = await response.json();
  if (parent && window.parent !== window) window.parent.postMessage({ kind: "challenge", status }, new URL(parent).origin);
  else if (returnUrl) location.assign(returnUrl);
  else document.getElementById("explain").textContent = WORDS[language].done;
}

speak(language);
for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", () => answer(button.dataset.outcome));
  button.disabled = false;
}
