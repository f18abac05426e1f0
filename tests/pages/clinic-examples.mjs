/** What the service tells of a patient's invoices, and of patients, for the tests of the staff's views. */
import { money, reads } from "./stories.mjs";

export const invoice = (index, more = {}) => ({
  id: index === 2 ? "2026-2" : `inv_${index}`,
  number: `2026-${index}`,
  amount: money(5_000),
  credited: money(5_000 - 700 * (index + 1)),
  left: money(700 * (index + 1)),
  status: "open",
  location: { id: "loc_main", name: "Main Street" },
  issued_on: `2026-10-1${index}`,
  revision: 1,
  label: index % 2 ? `Visit ${index}` : null,
  account_id: null,
  ...more,
});
const all = (count) => Array.from({ length: count }, (_, index) => invoice(count - 1 - index));
/** So many open invoices, found by their numbers. */
export const invoices = (count, next_cursor = null) =>
  reads({
    "pat_ana/invoices": (_, path) => {
      const text = /[?&]q=([^&]*)/.exec(path)?.[1] ?? "";
      return { items: all(count).filter(({ number }) => number.endsWith(text)), next_cursor };
    },
  });
/** Three patients, and one without a name. */
export const others = reads({
  "clinic/patients": ({ items: [one] }) => ({
    items: [one, { ...one, id: "pat_ben", name: "Ben" }, { ...one, id: "pat_x", name: null }],
    next_cursor: null,
  }),
});
