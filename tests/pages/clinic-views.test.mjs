import { becomes, frame, openPage, visited } from "./visit.mjs";
import { test } from "node:test";
import { held, holdViews } from "./views.mjs";

const person = { sub: "usr_sam", clinic: "c", name: "Sam Tremblay" };
await openPage("clinic", { ...person, role: "full_access" });
test("the frame of full access leads to every view", () => held("clinic-frame", frame()));
holdViews("clinic");

test("staff see and press what staff may", async () => {
  await becomes({ ...person, role: "staff" });
  const lines = frame();
  for (const view of ["", "patient/pat_ana", "payment/pat_ana/pay_1", "billing", "accounts"])
    lines.push(...(await visited(`#/${view}`)));
  held("clinic-staff", lines);
});
