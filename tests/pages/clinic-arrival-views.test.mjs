/** The clinic's pages as staff come to them: by any of their addresses, in their language, and with their role. */
import { clinicViews } from "./stories.mjs";
import { holdArrivals } from "./views.mjs";

const sam = { sub: "usr_sam", clinic: "c", name: "Sam Tremblay", role: "full_access" };

holdArrivals("clinic", sam, {
  "at each view": clinicViews.map((view) => ({ hash: `#/${view}` })),
  "in French": [{ language: "fr-CA" }],
  "as staff": [{ who: { ...sam, role: "staff" }, as: "staff" }],
  "without a session": [{ who: null, as: "no one" }],
});
