import { currentView, route } from "../router.js";
import { start } from "../start.js";
import { countOpenDisputes, showOpenDisputes } from "./open-disputes.js";
import { introduceClinic } from "./our-clinic.js";
import { listenForSlash } from "./search-shortcut.js";

// The first view comes with the page, in either language: what is imported here costs no request of its own.
import "./view-home.js";
import "../words/clinic-en.js";
import "../words/clinic-fr-CA.js";
import "../words/overview-en.js";
import "../words/overview-fr-CA.js";

const later = ["web/rows.css", "web/clinic/views.css"];
const forms = [...later, "web/forms.css"];
const lists = [...later, "web/clinic/lists.css"];

const credit = {
  words: ["credit", "rows", "amounts", "invoices"],
  styles: [...forms, "web/clinic/credit.css"],
};
const home = { words: ["overview"] };
const payments = { words: ["payments", "rows"], styles: lists };
const reports = { words: ["reports", "payments", "rows"], styles: [...lists, "web/clinic/reports.css"] };
const settings = {
  words: ["settings", "amounts", "unsaved"],
  styles: [...forms, "web/switch.css", "web/clinic/settings.css"],
};

route("", "nav.home", () => import("./view-home.js"), home);
route("payments", "nav.payments", () => import("./view-payments.js"), payments);
route("patients", "find.title", () => import("./view-patients.js"), credit);
route("patient", "patient.title", () => import("./view-patient.js"), credit);
route("payment", "payment.title", () => import("./view-payment.js"), credit);
route("invoice", "invoice.title", () => import("./view-invoice.js"), credit);
route("history", "history.title", () => import("./view-history.js"), { ...credit, words: ["history", "credit"] });
route("import", "import.title", () => import("./view-import.js"), { ...credit, words: ["import"] });
route("disputes", "nav.disputes", () => import("./view-disputes.js"), { ...credit, words: ["credit", "disputes"] });
route("reports", "nav.reports", () => import("./view-reports.js"), reports);
route("unapplied-credit", "report.unapplied-credit", () => import("./view-unapplied.js"), reports);
route("credit-movement", "report.credit-movement", () => import("./view-movement.js"), reports);
route("takings", "report.takings", () => import("./view-takings.js"), {
  ...reports,
  words: [...reports.words, "credit"],
});
route("accounts", "nav.accounts", () => import("./view-accounts.js"), settings);
route("proofs", "nav.proofs", () => import("./view-proofs.js"), { ...settings, words: ["proofs"] });
route("locations", "nav.locations", () => import("./view-locations.js"), { ...settings, words: ["locations"] });
route("webhooks", "nav.webhooks", () => import("./view-webhooks.js"), { ...settings, words: ["webhooks"] });
route("billing", "nav.billing", () => import("./view-billing.js"), settings);

const staff = ["staff", "full_access"];
const links = [
  { view: "", picture: "home", words: "nav.home", roles: staff },
  { view: "payments", picture: "receipt", words: "nav.payments", covers: ["payment"], roles: staff },
  {
    view: "patients",
    picture: "person",
    words: "nav.patients",
    covers: ["patient", "invoice", "history", "import"],
    roles: staff,
  },
  { view: "disputes", picture: "alert", words: "nav.disputes", badge: "open-disputes", roles: staff },
  {
    view: "reports",
    picture: "scales",
    words: "nav.reports",
    covers: ["unapplied-credit", "credit-movement", "takings"],
    roles: staff,
  },
  { view: "accounts", picture: "bank", words: "nav.accounts", roles: ["full_access"], group: "nav.settings" },
  { view: "billing", picture: "sliders", words: "nav.billing", roles: ["full_access"] },
  { view: "locations", picture: "pin", words: "nav.locations", roles: ["full_access"] },
  { view: "proofs", picture: "scales", words: "nav.proofs", roles: ["full_access"] },
  { view: "webhooks", picture: "send", words: "nav.webhooks", roles: ["full_access"] },
  { view: "billing", picture: "sliders", words: "nav.billing", roles: ["staff"], group: "nav.settings" },
];

function begin() {
  introduceClinic();
  listenForSlash();
  if (currentView()) countOpenDisputes(); // The first view comes with the number.
}

void start({ words: ["clinic"], links, begin, drawn: showOpenDisputes });
