export default {
  "title": "Mon compte",
  "welcome": "Ouvrez une session pour voir votre crédit disponible et en ajouter.",

  "nav.credit": "Crédit disponible",
  "nav.add": "Ajouter du crédit au compte",
  "nav.payments": "Paiements et reçus",
  "nav.cards": "Cartes au dossier",

  "home.now": "Vous avez",
  "home.balance": "Votre solde",
  "home.explain": "La clinique l’applique à vos factures. Il n’expire jamais.",
  "home.negative": "Un de vos paiements a été repris par votre banque. La clinique vous aidera à régler la situation.",
  "home.recent": "Derniers paiements",
  "home.nothing": "Aucun paiement pour l’instant. Vos reçus seront ici.",
  "home.all": "Tous les paiements et reçus",

  "unfinished.title": "Vous avez commencé à ajouter {amount}.",
  "unfinished.pending": "Ce n’est pas encore payé, et rien n’a été débité.",
  "unfinished.continue": "Continuer",
  "unfinished.drop": "Ignorer",
  "unfinished.paid": "Votre paiement de {amount} a réussi. Il fait partie de votre crédit disponible.",
  "unfinished.processing": "Votre banque traite encore votre paiement de {amount}. Vous n’avez rien à faire.",
  "unfinished.see": "Voir le paiement",

  "off.account_credit_disabled": "Cette clinique n’accepte pas de crédit au compte en ligne en ce moment.",
  "off.clinic_not_supported": "Le crédit au compte n’est pas offert en ligne dans le pays de cette clinique.",
  "off.no_primary_account": "Cette clinique n’accepte pas encore les paiements en ligne. Renseignez-vous à la réception.",
  "off.primary_account_not_eligible": "Cette clinique n’accepte pas les paiements en ligne en ce moment. Renseignez-vous à la réception.",
  "off.no_active_location": "Aucun établissement de cette clinique n’accepte de crédit au compte en ce moment. Renseignez-vous à la réception.",
  "off.other": "Il n’est pas possible d’ajouter du crédit en ligne en ce moment. Renseignez-vous à la réception.",

  "status.pending": "Non terminé",
  "status.processing": "À la banque",
  "status.canceled": "Non payé",
  "status.refunded": "{amount} remboursés",

  "problem.forbidden": "Cette page est destinée aux patients. Fermez la session, puis ouvrez une session de patient.",
  "problem.not_paid": "Il y a un reçu une fois le paiement terminé.",
  "home.history": "Pourquoi ce solde?",

  "receipt.downloading": "Votre reçu se télécharge.",
  "receipt.later": "Votre reçu prend plus de temps que d’habitude. Il se trouvera sous Paiements et reçus.",
  "receipt.number-soon": "En préparation",
  "problem.network": "Nous n’avons pas pu joindre le service de la clinique. Vérifiez votre connexion, puis réessayez. Vous ne serez pas débité deux fois.",
  "problem.temporarily_unavailable": "Le service est occupé. Veuillez réessayer dans un moment. Vous ne serez pas débité deux fois.",
  "problem.unexpected": "Un problème est survenu de notre côté. Veuillez réessayer dans un moment. Vous ne serez pas débité deux fois.",
  "problem.unauthenticated": "Votre session n’a pas été acceptée. Fermez la session, puis ouvrez-la de nouveau.",
  "problem.not_found": "Nous n’avons pas trouvé cet élément."
}
