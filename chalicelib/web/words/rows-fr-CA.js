export default {
  "row.of": "non appliqué sur {amount}",
  "row.applied": "Appliqué : {amount}",
  "row.refunded": "Remboursé : {amount}",
  "row.disputed": "Contesté : {amount}",
  "row.held": "En suspens",
  "row.transferred": "Transféré : {amount}",
  "row.voided": "Annulé",
  "source.card_online": "Payé en ligne",
  "source.recorded": "Consigné par le personnel",
  "source.memo": "Crédit de courtoisie",
  "source.opening_balance": "Solde d’ouverture",
  "source.transfer": "Transfert"
}
