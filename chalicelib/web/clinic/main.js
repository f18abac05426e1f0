import { route } from "../router.js";
import { start } from "../start.js";
import { introduceClinic } from "./our-clinic.js";

route("", "nav.payments", () => import("./view-payments.js"));
route("patients", "find.title", () => import("./view-patients.js"));
route("patient", "patient.title", () => import("./view-patient.js"), ["credit"]);
route("payment", "payment.title", () => import("./view-payment.js"), ["credit"]);
route("history", "history.title", () => import("./view-history.js"), ["history", "credit"]);
route("accounts", "nav.accounts", () => import("./view-accounts.js"), ["settings"]);
route("billing", "nav.billing", () => import("./view-billing.js"), ["settings"]);

const links = [
  { view: "", picture: "receipt", words: "nav.payments" },
  { view: "patients", picture: "person", words: "nav.patients", covers: ["patient", "payment", "history"] },
  { view: "accounts", picture: "bank", words: "nav.accounts", roles: ["full_access"], group: "nav.settings" },
  { view: "billing", picture: "sliders", words: "nav.billing", roles: ["full_access"] },
  { view: "billing", picture: "sliders", words: "nav.billing", roles: ["staff"], group: "nav.settings" },
];

await start({ words: ["clinic"], links, begin: introduceClinic });
