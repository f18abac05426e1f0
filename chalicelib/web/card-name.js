import { t } from "./words.js";

/** @type {Page.Values} */
const brands = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  discover: "Discover",
  diners: "Diners Club",
  jcb: "JCB",
  unionpay: "UnionPay",
  interac: "Interac",
  apple_pay: "Apple Pay",
  google_pay: "Google Pay",
};

/** @param {string} brand */
export function brandName(brand) {
  return brands[brand] ?? t("card.other");
}

/**
 * "Apple Pay, ", to stand before the card's name; nothing for a card without a wallet.
 *
 * @param {string | null} wallet
 */
export const inWallet = (wallet) => (wallet && brands[wallet] ? `${brands[wallet]}, ` : "");

/** @param {{ brand: string, last4: string, wallet: string | null }} card */
export function cardName({ brand, last4, wallet }) {
  return inWallet(wallet) + t("card.name", { brand: brandName(brand), last4 });
}
