/** What the frames say, in the languages of the product. */
export const WORDS = {
  en: {
    method: "Payment method",
    card: "Card",
    wallet: "You confirm the payment in your wallet.",
    sheet_pay: "Pay",
    sheet_cancel: "Cancel",
    number: "Card number",
    expiry: "Expiration date",
    cvc: "Security code",
    test: "Test mode: use 4242 4242 4242 4242, any future date and any code.",
    incomplete_number: "Your card number is incomplete.",
    invalid_number: "Your card number is invalid.",
    incomplete_expiry: "Your card's expiration date is incomplete.",
    invalid_expiry_year_past: "Your card's expiration year is in the past.",
    invalid_expiry_month: "Your card's expiration date is invalid.",
    incomplete_cvc: "Your card's security code is incomplete.",
    title: "3D Secure 2 test page",
    explain: "Your bank asks whether it is you who is paying. This page stands in for it: no bank is asked.",
    complete: "Complete",
    fail: "Fail",
    done: "Thank you. You can close this page.",
  },
  fr: {
    method: "Mode de paiement",
    card: "Carte",
    wallet: "Vous confirmez le paiement dans votre portefeuille.",
    sheet_pay: "Payer",
    sheet_cancel: "Annuler",
    number: "Numéro de carte",
    expiry: "Date d’expiration",
    cvc: "Code de sécurité",
    test: "Mode test : utilisez 4242 4242 4242 4242, une date future et un code quelconque.",
    incomplete_number: "Le numéro de votre carte est incomplet.",
    invalid_number: "Le numéro de votre carte n’est pas valide.",
    incomplete_expiry: "La date d’expiration de votre carte est incomplète.",
    invalid_expiry_year_past: "L’année d’expiration de votre carte est passée.",
    invalid_expiry_month: "La date d’expiration de votre carte n’est pas valide.",
    incomplete_cvc: "Le code de sécurité de votre carte est incomplet.",
    title: "Page de test 3D Secure 2",
    explain: "Votre banque demande si c’est bien vous qui payez. Cette page la remplace : aucune banque n’est consultée.",
    complete: "Confirmer",
    fail: "Échouer",
    done: "Merci. Vous pouvez fermer cette page.",
  },
};

/** Fills every element that names one of its words. */
export function speak(language) {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = WORDS[language][node.dataset.word];
}
