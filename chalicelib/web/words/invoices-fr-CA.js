export default {
  "invoices.title": "Factures",
  "invoices.left": "Reste {amount}",
  "invoices.of": "sur {amount}",
  "status.open": "À payer",
  "status.paid": "Payée",
  "status.void": "Annulée",
  "invoices.apply": "Appliquer",
  "invoices.apply-one": "Appliquer du crédit à la facture {number}",
  "invoices.find": "Trouver une facture",
  "invoices.find-hint": "Numéro, libellé ou montant",
  "invoices.none-open": "Ce patient n’a aucune facture à payer.",
  "invoices.none-found": "Aucune facture à payer ne correspond.",
  "invoices.other": "Une autre facture",
  "invoices.other-hint": "Entrez son numéro.",
  "invoices.choose": "Choisissez une facture.",

  "problem.exceeds_invoice": "Il reste moins que ce montant à payer sur la facture. Fermez cette fenêtre pour voir ce qui reste.",
  "problem.invoice_void": "Cette facture est annulée. Choisissez une autre facture.",
  "problem.invoice_unknown": "Cette facture ne figure pas dans les dossiers de la clinique. Choisissez une des factures du patient."
}
