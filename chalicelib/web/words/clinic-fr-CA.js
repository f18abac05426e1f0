export default {
  "title": "Crédit au compte",
  "welcome": "Ouvrez une session pour voir les paiements et les paramètres de votre clinique.",

  "nav.payments": "Paiements",
  "nav.patients": "Patients",
  "nav.settings": "Paramètres",
  "nav.accounts": "Comptes de paiement",
  "nav.billing": "Facturation",

  "actor.you": "Vous",
  "actor.staff": "Membre du personnel {id}",
  "actor.patient": "Le patient",
  "actor.stripe": "Stripe",
  "actor.service": "Automatique",

  "filter.title": "Paiements affichés",
  "filter.show": "Afficher",
  "filter.unapplied": "Non appliqués",
  "filter.all": "Tous",
  "filter.location": "Établissement",
  "filter.all-locations": "Tous",
  "filter.account": "Compte de paiement",
  "filter.all-accounts": "Tous les comptes",
  "filter.changed": "La liste a été mise à jour.",

  "payments.none": "Aucun paiement ici.",
  "payments.none-unapplied": "Aucun paiement non appliqué ici. Tout a été utilisé.",
  "row.of": "non appliqués sur {amount}",
  "row.applied": "{amount} appliqués",
  "row.refunded": "{amount} remboursés",
  "row.disputed": "{amount} contestés",

  "cancel": "Annuler",
  "yes": "Oui",
  "no": "Non",
  "field.amount-needed": "Entrez un montant.",
  "field.amount-strange": "Entrez le montant en chiffres, par exemple 50 ou 50,00.",
  "field.amount-low": "Au moins {minimum}.",
  "field.amount-high": "Au plus {maximum}.",

  "problem.network": "Impossible de joindre le service. Vérifiez votre connexion, puis réessayez. Rien n’est jamais fait deux fois.",
  "problem.temporarily_unavailable": "Le service est occupé. Veuillez réessayer dans un moment.",
  "problem.unexpected": "Un problème est survenu de notre côté. Veuillez réessayer dans un moment.",
  "problem.unauthenticated": "Votre session n’a pas été acceptée. Fermez la session, puis ouvrez-la de nouveau.",
  "problem.forbidden": "Vous n’avez pas accès à ceci. Cette page est destinée au personnel de la clinique; les paramètres, aux personnes qui ont un accès complet.",
  "problem.not_found": "Il n’y a rien ici : votre clinique n’a pas ce patient ou ce paiement. Vérifiez l’identifiant."
}
