import { currentView, route } from "../router.js";
import { start } from "../start.js";
import { attempt } from "./attempt.js";
import { zoneComesWith } from "../zone.js";
import { refreshCredit, showInSidebar } from "./credit.js";

// The first view comes with the page, in either language: what is imported here costs no request of its own.
// So does the way to sign in within the clinic's portal, which only frames My Account.
import "../embed.js";
import "./view-home.js";
import "../words/account-en.js";
import "../words/account-fr-CA.js";

const form = ["web/forms.css", "web/account/checkout.css"];
const facts = ["web/details.css", "web/account/confirmation.css"];

route("", "nav.credit", () => import("./view-home.js"));
route("add", "nav.add", () => import("./view-add.js"), { words: ["checkout", "amounts"], styles: form });
route("done", "done.title", () => import("./view-done.js"), { words: ["checkout"], styles: facts });
route("payment", "payment.title", () => import("./view-payment.js"), {
  words: ["checkout", "history"],
  styles: facts,
});
route("payments", "nav.payments", () => import("./view-payments.js"));
route("history", "history.title", () => import("./view-history.js"), { words: ["history"] });
route("invoices", "invoices.title", () => import("./view-invoices.js"), { words: ["my-invoices"] });
route("notices", "nav.notices", () => import("./view-notices.js"), {
  words: ["notices", "unsaved"],
  styles: ["web/forms.css", "web/switch.css"],
});
route("cards", "nav.cards", () => import("./view-cards.js"), { words: ["checkout"], styles: form });

const links = [
  { view: "", picture: "wallet", words: "nav.credit", figure: "sidebar-credit" },
  { view: "add", picture: "plus", words: "nav.add" },
  { view: "payments", picture: "receipt", words: "nav.payments", covers: ["payment"] },
  { view: "cards", picture: "card", words: "nav.cards" },
  { view: "notices", picture: "mail", words: "nav.notices" },
];

/** A bank that took the whole window for its check sends people back here with Stripe's parameters in the address. */
function comeBackFromBank() {
  if (!new URLSearchParams(location.search).has("payment_intent")) return;
  history.replaceState(null, "", `${location.pathname}${attempt() ? "#/add" : "#/"}`);
}

/** The sidebar and the bar tell what these views don't ask for; that it can't be told now, others will say. */
function introduce() {
  comeBackFromBank();
  if (["payment", "payments", "history", "cards", "notices"].includes(currentView())) zoneComesWith(refreshCredit());
}

void start({ words: ["account"], links, begin: introduce, drawn: showInSidebar });
