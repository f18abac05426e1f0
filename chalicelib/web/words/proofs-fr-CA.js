export default {
  "proofs.heading": "Paramètres › Audit quotidien",
  "proofs.explain": "Chaque nuit, le registre de la clinique est comparé aux données de Stripe. Chaque résultat est signé et ne peut plus être modifié.",
  "proofs.none": "Aucun audit pour l’instant. Le premier s’affichera ici demain matin.",
  "proofs.agrees": "Aucun écart",
  "proofs.one": "1 écart",
  "proofs.many": "{number} écarts",
  "proofs.liability": "Crédit non appliqué",
  "proofs.booked": "Montant reçu selon le registre",
  "proofs.at-stripe": "Montant reçu selon Stripe",
  "proofs.transactions": "Opérations Stripe comparées",
  "proofs.differences": "Écarts",
  "proofs.since": "Depuis le {when}",
  "proofs.on-account": "Compte de paiement {id}",
  "proofs.payment": "Paiement {id}",
  "proofs.download": "Télécharger le fichier signé",
  "proofs.download-one": "Télécharger le fichier signé du {date}",
  "proofs.preparing": "Préparation…",

  "difference.stripe_only": "Dans Stripe seulement",
  "difference.ours_only": "Dans le registre seulement",
  "difference.amount": "Montants différents",
  "difference.late": "Enregistré en retard"
}
