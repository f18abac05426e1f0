import { byId, h } from "./dom.js";
import { settings } from "./session.js";
import { tab } from "./store.js";

const more = matchMedia("(prefers-contrast: more)");
// WCAG 2.2, 1.4.3 and 1.4.6: contrast of text, level AA and enhanced.
const enough = () => (more.matches ? 7 : 4.5);
const step = 0.05;
const furthest = 0.45;
const dark = matchMedia("(prefers-color-scheme: dark)");
const white = [255, 255, 255];
const black = [0, 0, 0];

/**
 * Red, green and blue of an opaque CSS color, or null for anything else: the clinic's profile is only text.
 *
 * @param {string} text
 * @returns {Page.RGB | null}
 */
function parse(text) {
  const probe = document.createElement("i");
  probe.style.color = text;
  document.body.append(probe);
  const found = probe.style.color && /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(probe).color);
  probe.remove();
  return found ? found.slice(1).map(Number) : null;
}

/** @param {Page.RGB} color */
const css = (color) => `rgb(${color.map(Math.round).join(" ")})`;
/**
 * @param {Page.RGB} color
 * @param {Page.RGB} other
 * @param {number} share
 */
const mix = (color, other, share) => color.map((value, index) => value + (other[index] - value) * share);

/**
 * Relative luminance and contrast ratio, as WCAG 2.2 defines them.
 *
 * @param {Page.RGB} color
 */
function luminance(color) {
  const [red, green, blue] = color.map((value) =>
    value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * @param {Page.RGB} one
 * @param {Page.RGB} other
 */
export function contrast(one, other) {
  const [light, deep] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (deep + 0.05);
}

/**
 * The clinic's color as an accent that can be read: nudged towards black (or white, in the dark) until every pair of
 * colors it is used in has enough contrast. Null when that would take so much that it isn't the clinic's color any more.
 *
 * @param {Page.RGB} color
 * @param {Page.RGB} ground
 * @param {Page.RGB} sunken
 * @param {boolean} isDark
 * @returns {Record<string, Page.RGB> | null}
 */
export function accentOf(color, ground, sunken, isDark) {
  const [away, paper] = isDark ? [white, black] : [black, white];
  const soft = mix(ground, color, isDark ? 0.16 : 0.1);
  for (let share = 0; share <= furthest; share += step) {
    const accent = mix(color, away, share);
    if ([ground, sunken, soft, paper].every((under) => contrast(accent, under) >= enough())) {
      return { accent, "accent-strong": mix(accent, away, 0.2), "accent-soft": soft, "on-accent": paper };
    }
  }
  return null;
}

const root = document.documentElement.style;
const names = ["accent", "accent-strong", "accent-soft", "on-accent"];

/** @param {string | undefined} text */
function paint(text) {
  for (const name of names) root.removeProperty(`--${name}`);
  const color = text && parse(text);
  /**
   * @param {string} name
   * @returns {Page.RGB}
   */
  const token = (name) => parse(getComputedStyle(document.documentElement).getPropertyValue(name).trim()) ?? black;
  const found = color && accentOf(color, token("--surface"), token("--ground"), dark.matches);
  for (const [name, value] of Object.entries(found ?? {})) root.setProperty(`--${name}`, css(value));
}

/**
 * The logo's address when our policy lets it be shown: from our own origin, or from one that the operator lists, or
 * from any of `https:` where the operator lists that.
 *
 * @param {string | null} address
 */
function logoOf(address) {
  try {
    if (!address) return null;
    const { origin, protocol, href } = new URL(address, location.href);
    const shown = [location.origin, ...settings().logo_origins];
    return shown.includes(origin) || shown.includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** Shows the clinic's name, logo and color, as far as they are known in this tab. */
export function drawBrand() {
  const clinic = tab.read("clinic");
  if (!clinic) return;
  paint(clinic.colours?.[0]);
  byId("clinic").textContent = clinic.name;
  drawLogo(logoOf(clinic.logo));
}

/**
 * In place of our own mark, which comes back when the logo doesn't arrive.
 *
 * @param {string | null} address
 */
function drawLogo(address) {
  if (!address || document.getElementById("logo")) return;
  const mark = byId("mark");
  const logo = h("img", {
    id: "logo",
    alt: "",
    width: "32",
    height: "32",
    referrerpolicy: "no-referrer",
    src: address,
    onerror: () => logo.replaceWith(mark),
  });
  mark.replaceWith(logo);
}

/**
 * Shows the clinic's branding; kept for the tab, so that a reload shows it at once.
 *
 * @param {Api.Clinic} clinic
 */
export function showClinic(clinic) {
  const known = JSON.stringify(tab.read("clinic"));
  if (known === JSON.stringify(clinic)) return;
  tab.write("clinic", clinic);
  drawBrand();
}

for (const wish of [dark, more]) wish.addEventListener("change", drawBrand);
