import { device } from "../store.js";

const kept = "search-by-slash";

/** Whether "/" opens the search. Readers of speech input can turn it off (WCAG 2.1.4). */
export const opensBySlash = () => device.read(kept) !== false;
/** @param {boolean} yes */
export const openBySlash = (yes) => device.write(kept, yes);

/** Has "/" open the search from anywhere but a field or a dialog. */
export function listenForSlash() {
  addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    const typing = target instanceof Element && target.closest("input, select, textarea, dialog");
    if (key !== "/" || ctrlKey || metaKey || altKey || typing || !opensBySlash()) return;
    event.preventDefault();
    const input = document.getElementById("patient");
    if (input) input.focus();
    else location.hash = "#/patients?find=1";
  });
}
