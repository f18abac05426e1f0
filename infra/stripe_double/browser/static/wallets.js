/** Apple Pay and Google Pay in the Payment Element, where Stripe would show them: docs.stripe.com/testing/wallets. */
const NAMES = { apple_pay: "Apple Pay", google_pay: "Google Pay" };
const methods = document.getElementById("methods");
const byId = (name) => document.getElementById(name);

/** The page around the Element and the pages that frame it, the nearest first. */
const ancestors = () => [...(location.ancestorOrigins ?? [new URLSearchParams(location.search).get("parent")])];

/** Apple Pay also works in a frame of another site, from Safari 17 on; Google Pay only where all is of one site. */
const SUPPORTED = {
  apple_pay: () => Boolean(window.ApplePaySession?.canMakePayments()),
  google_pay: () => Boolean(window.PaymentRequest) && new Set(ancestors()).size === 1,
};

/** A Permissions-Policy header or a missing allow="payment" of any page above takes the wallets away. */
const permitted = () => document.featurePolicy?.allowsFeature("payment") ?? true;

function option(wallet) {
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "method", value: wallet });
  const label = document.createElement("label");
  label.append(input, ` ${NAMES[wallet]}`);
  methods.append(label);
}

export const chosenWallet = () => {
  const { value } = methods.querySelector(":checked");
  return value in NAMES ? value : null;
};

export async function offerWallets(changed) {
  if (methods.dataset.asked || !permitted()) return;
  methods.dataset.asked = "yes";
  const domains = [...new Set(ancestors().map((each) => new URL(each).hostname))];
  const answer = await fetch(`/v3/wallets?domains=${domains}`);
  const { wallets } = await answer.json();
  const usable = wallets.filter((wallet) => SUPPORTED[wallet]());
  usable.forEach((wallet) => option(wallet));
  methods.hidden = usable.length === 0;
  methods.addEventListener("change", () => {
    byId("typed").hidden = Boolean(chosenWallet());
    byId("wallet-note").hidden = !chosenWallet();
    changed();
  });
}

/** The wallet's own sheet, which the browser or the phone draws: true when it was confirmed. */
export function authorize(wallet) {
  const sheet = byId("sheet");
  sheet.setAttribute("aria-label", NAMES[wallet]);
  sheet.hidden = false;
  byId("sheet-pay").focus();
  return new Promise((resolve) => {
    const end = (confirmed) => () => {
      sheet.hidden = true;
      resolve(confirmed);
    };
    byId("sheet-pay").onclick = end(true);
    byId("sheet-cancel").onclick = end(false);
  });
}
