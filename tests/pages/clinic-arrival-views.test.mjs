/** The clinic's pages as staff come to them: by any of their addresses, in their language, and with their role. */
import { test } from "node:test";
import { arrived, asIs, happened, openPage, told } from "./page.mjs";
import { clinicViews, payment, reads, recorded } from "./stories.mjs";
import { held, holdArrivals } from "./views.mjs";
import { through } from "./visit.mjs";

const sam = { sub: "usr_sam", clinic: "c", name: "Sam Tremblay", role: "full_access" };

holdArrivals("clinic", sam, {
  "at each view": clinicViews.map((view) => ({ hash: `#/${view}` })),
  "in French": [{ language: "fr-CA" }],
  "as staff": [{ who: { ...sam, role: "staff" }, as: "staff" }],
  "without a session": [{ who: null, as: "no one" }],
});

const view = `payment/pat_ana/${payment}`;
const forms = [
  ["patient/pat_ana", asIs, ["Record a payment"]],
  ["patient/pat_ana", asIs, ["Merge"]],
  [view, asIs, ["Refund"]],
  [view, asIs, ["Transfer"]],
  [view, recorded, ["Void"]],
];
test("clinic, with a form as the first thing that is pressed: its words come with it", async () => {
  const lines = [];
  for (const [at, story, steps] of forms) {
    told.story = story;
    await openPage("clinic", sam, { hash: `#/${at}` });
    happened();
    lines.push(`# ${at}`, ...(await through(steps)));
  }
  told.story = reads({ "clinic/overview": { has_top_ups: false } });
  lines.push(...(await arrived("clinic", { who: sam, story: told.story, as: "before the first top-up" })));
  held("clinic-arrives-with-a-form", lines);
});
