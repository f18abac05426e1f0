export default {
  "history.title": "Historique du crédit",
  "history.explain": "Toutes les variations du crédit, de la plus récente à la plus ancienne, avec le solde qui en résulte. Rien n’est jamais supprimé de cette liste.",
  "history.none": "Aucune activité pour l’instant.",
  "history.after": "Solde : {amount}",
  "history.top_up": "Ajout de crédit",
  "history.applied": "Appliqué à une facture",
  "history.unapplied": "Retiré d’une facture",
  "history.applied-invoice": "Appliqué à la facture {invoice}",
  "history.unapplied-invoice": "Retiré de la facture {invoice}",
  "history.refunded": "Remboursé sur la carte",
  "history.refund_failed": "Échec du remboursement, crédit rétabli",
  "history.disputed": "Contestation",
  "history.dispute_won": "Contestation gagnée",
  "history.other": "Autre modification",
  "history.payment": "Voir le paiement"
}
