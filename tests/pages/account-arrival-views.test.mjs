/** My Account as patients come to it: by any of its addresses, in their language, from their bank, and as their clinic's. */
import { reads, views } from "./stories.mjs";
import { holdArrivals } from "./views.mjs";
import { goesTo } from "./visit.mjs";

const ana = { sub: "pat_ana", patient: "pat_ana", clinic: "c", role: "patient", name: "Ana" };
const clinic = (changes) => reads({ "me/credit": (found) => ({ ...found, clinic: { ...found.clinic, ...changes } }) });
const dark = ["(prefers-color-scheme: dark)"];

holdArrivals("account", ana, {
  "at each view": views.map((view) => ({ hash: `#/${view}` })),
  "and presses at once": [
    { hash: "#/invoices", steps: ["Use credit", "input amount=x", "button Use credit"] },
    { hash: "#/", steps: ["Use credit"] },
    { hash: "#/payments", steps: ["Statement", "other"] },
    { hash: "#/cards", steps: ["Remove"] },
    { hash: "#/notices", steps: ["receipt", goesTo("#/cards")] },
  ],
  "at no view": ["#/nowhere", "#", "#/payment", "#/payment/..", "#/payment/a b/c", "#/add?x=1"].map((hash) => ({
    hash,
  })),
  "in a language": [
    { language: "fr-CA" },
    { language: "fr", hash: "#/add" },
    { search: "?lang=fr-CA", language: "en-US" },
    { language: "de" },
  ],
  "from the bank": [
    { search: "?payment_intent=pi_1&redirect_status=succeeded", hash: "#/cards" },
    {
      search: "?payment_intent=pi_1",
      device: { "top-up 9kinVHYytQWOf-zf": { key: "k", amount: 2_500, location_id: "loc_main" } },
    },
  ],
  "without a session": [
    { who: null, as: "no one" },
    { who: null, as: "someone who signed out", tab: { "signed-out": true }, steps: ["Sign in"] },
    {
      who: null,
      as: "someone whose sign-in failed",
      search: "?state=odd&error=access_denied",
      tab: { "sign-in": { state: "odd", verifier: "v", nonce: "n", hash: "#/add" } },
      steps: ["Try again"],
    },
  ],
  "without a name": [{ who: { ...ana, name: "" }, as: "no name", hash: "#/add" }],
  "in the dark": [{ prefers: dark }],
  "at a clinic with a logo": [
    "https://credit.example/logo.png",
    "/logo.png",
    "https://elsewhere.example/logo.png",
    "https://logos.example/logo.png",
    "http://",
  ].map((logo) => ({ as: logo, story: clinic({ logo, name: "Oak Clinic", colours: [] }), hash: "#/invoices" })),
});
