import { dateOf } from "../calendar.js";
import { fact, factList, h } from "../dom.js";
import { day, money } from "../format.js";
import { pagedList } from "../paged-list.js";
import { open } from "../receipt.js";
import { heading } from "../router.js";
import { t } from "../words.js";
import { telling, troubleLine, workButton } from "../work-button.js";
import { nothing } from "./payment-row.js";
import { accountName } from "./our-clinic.js";
import { getProof, getProofs } from "./settings-calls.js";

/** @param {Api.Difference} difference */
function differenceRow({ kind, amount, account_id: account, payment_id: payment, since }) {
  const where = account && t("proofs.on-account", { id: accountName(account) ?? account });
  return h(
    "li",
    { class: "payment" },
    h(
      "div",
      { class: "what" },
      t(`difference.${kind}`),
      payment && h("span", { class: "small soft id" }, t("proofs.payment", { id: payment })),
      where && h("span", { class: "small soft id" }, where),
      h("span", { class: "small soft" }, t("proofs.since", { when: day(since, "medium") })),
    ),
    h("div", { class: "sum" }, money(amount, { signed: true })),
  );
}

/**
 * The file's URL works for a minute, so it is asked for when the button is selected.
 *
 * @param {string} date
 */
function downloadButton(date) {
  const trouble = troubleLine();
  const name = t("proofs.download-one", { date: dateOf(date, "long") });
  const download = async () => open((await getProof(date)).url);
  const button = workButton(t("proofs.download"), t("proofs.preparing"), telling(trouble), download, name);
  return h("div", {}, button, trouble);
}

/** @param {number} number */
function standing(number) {
  if (number === 0) return h("span", { class: "badge good" }, t("proofs.agrees"));
  return h(
    "span",
    { class: "badge bad" },
    number === 1 ? t("proofs.one") : t("proofs.many", { number: String(number) }),
  );
}

/** @param {Api.Proof} proof */
function night({ date, liability, booked, at_stripe: atStripe, transactions, differences }) {
  const { length } = differences;
  return h(
    "li",
    { class: "night" },
    h(
      "details",
      { class: "panel account", open: length > 0 },
      h("summary", {}, h("span", { class: "what" }, dateOf(date, "long")), standing(length)),
      h(
        "div",
        { class: "stack" },
        length > 0 && h("ul", { class: "rows", "aria-label": t("proofs.differences") }, differences.map(differenceRow)),
        factList(
          fact(t("proofs.liability"), money(liability)),
          fact(t("proofs.booked"), money(booked)),
          fact(t("proofs.at-stripe"), money(atStripe)),
          fact(t("proofs.transactions"), String(transactions)),
        ),
        downloadButton(date),
      ),
    ),
  );
}

/**
 * Nights with differences come first on each page.
 *
 * @param {Api.Listing<Api.Proof>} found
 */
function differencesFirst({ items, next_cursor }) {
  const differ = items.filter(({ differences }) => differences.length);
  return { items: [...differ, ...items.filter(({ differences }) => !differences.length)], next_cursor };
}

/** Settings > Nightly audit: what each night's comparison of the ledger with Stripe found. */
export default async function proofs() {
  const found = differencesFirst(await getProofs());
  const list = pagedList(found, night, async (cursor) => differencesFirst(await getProofs(cursor)));
  return h(
    "div",
    { class: "stack" },
    heading(t("proofs.heading")),
    h("p", { class: "soft" }, t("proofs.explain")),
    ...(found.items.length ? list : [nothing("check", t("proofs.none"))]),
  );
}
