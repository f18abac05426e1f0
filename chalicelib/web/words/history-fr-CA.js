export default {
  "history.title": "Historique du crédit",
  "history.explain": "Chaque changement du crédit, du plus récent au plus ancien, avec le solde qui en résulte. Rien n’est jamais retiré de cette liste.",
  "history.none": "Il ne s’est encore rien passé.",
  "history.after": "Solde : {amount}",
  "history.top_up": "Versement",
  "history.applied": "Appliqué à une facture",
  "history.unapplied": "Retiré d’une facture",
  "history.refunded": "Remboursé sur la carte",
  "history.refund_failed": "Remboursement échoué, crédit rétabli",
  "history.disputed": "Repris par la banque",
  "history.dispute_won": "Rendu par la banque",
  "history.other": "Autre changement",
  "history.payment": "Voir le paiement"
}
