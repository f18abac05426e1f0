export default {
  "overview.attention": "À traiter",
  "overview.today": "Aujourd’hui",
  "overview.held": "Crédit détenu pour les patients",
  "overview.by-location": "Par établissement",
  "overview.by-account": "Par compte de paiement",
  "overview.no-account": "Aucun compte de paiement",
  "overview.card_online": "Payé en ligne",
  "overview.recorded": "Enregistré par le personnel",
  "overview.applied": "Appliqué à des factures",
  "overview.refunded": "Remboursé",
  "overview.payments-today": "Voir les paiements d’aujourd’hui",
  "overview.disputes": "Contestations en cours : {count}",
  "overview.top-ups-off": "Les patients ne peuvent pas ajouter de crédit pour le moment",
  "overview.account": "Stripe a besoin de renseignements sur {name}",
  "overview.nothing": "Rien à traiter.",
  "overview.over-time": "Voir le crédit dans le temps"
}
