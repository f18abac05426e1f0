export default {
  "title": "Mon compte",
  "welcome": "Ouvrez une session pour consulter votre crédit au compte ou en ajouter.",

  "nav.credit": "Crédit disponible",
  "nav.add": "Ajouter du crédit au compte",
  "nav.payments": "Paiements et reçus",
  "nav.cards": "Cartes enregistrées",
  "nav.notices": "Avis par courriel",

  "home.now": "Crédit disponible",
  "home.balance": "Votre solde",
  "home.explain": "La clinique l’applique à vos factures. Il n’expire jamais.",
  "home.explain-own": "Utilisez-le pour vos factures. Il n’expire jamais.",
  "home.negative": "Votre banque a annulé un de vos paiements. Veuillez communiquer avec la clinique pour régler votre solde.",
  "home.recent": "Paiements récents",
  "home.nothing": "Aucun paiement pour l’instant. Vos reçus s’afficheront ici.",
  "home.all": "Voir tous les paiements et reçus",

  "unfinished.title": "Vous avez commencé un ajout de {amount}.",
  "unfinished.pending": "Le paiement n’est pas terminé et aucun montant n’a été débité.",
  "unfinished.continue": "Continuer",
  "unfinished.drop": "Pas maintenant",
  "unfinished.paid": "Votre paiement de {amount} a été accepté et fait maintenant partie de votre crédit disponible.",
  "unfinished.processing": "Votre paiement de {amount} est toujours en cours de traitement. Vous n’avez rien à faire.",
  "unfinished.see": "Voir le paiement",

  "off.account_credit_disabled": "Cette clinique n’offre pas l’ajout de crédit en ligne pour le moment.",
  "off.clinic_not_supported": "L’ajout de crédit en ligne n’est pas offert dans le pays de cette clinique.",
  "off.no_primary_account": "Cette clinique n’accepte pas encore les paiements en ligne. Veuillez communiquer avec la clinique.",
  "off.primary_account_not_eligible": "Cette clinique ne peut pas accepter de paiements en ligne pour le moment. Veuillez communiquer avec la clinique.",
  "off.no_active_location": "Aucun établissement de cette clinique n’accepte le crédit au compte pour le moment. Veuillez communiquer avec la clinique.",
  "off.other": "Il est impossible d’ajouter du crédit en ligne pour le moment. Veuillez communiquer avec la clinique.",

  "status.pending": "Incomplet",
  "status.processing": "En traitement",
  "status.canceled": "Annulé",
  "status.refunded": "Remboursé : {amount}",

  "problem.forbidden": "Cette page est réservée aux patients. Fermez la session, puis ouvrez-en une avec un compte de patient.",
  "problem.not_paid": "Votre reçu sera disponible une fois le paiement terminé.",
  "home.history": "Comment mon solde est-il calculé?",

  "statement": "Relevé",
  "receipt.downloading": "Téléchargement du reçu en cours.",
  "receipt.later": "La préparation de votre reçu est plus longue que d’habitude. Vous le trouverez sous Paiements et reçus.",
  "receipt.number-soon": "Pas encore attribué",
  "problem.network": "La connexion a échoué. Vérifiez votre accès à Internet, puis réessayez. Aucun montant ne sera débité deux fois.",
  "problem.temporarily_unavailable": "Le service est temporairement indisponible. Veuillez réessayer dans un instant. Aucun montant ne sera débité deux fois.",
  "problem.unexpected": "Une erreur s’est produite de notre côté. Veuillez réessayer dans un instant. Aucun montant ne sera débité deux fois.",
  "problem.too_many_requests": "Vous avez fait trop de demandes en peu de temps. Aucun montant n’a été débité. Veuillez réessayer {when}.",
  "problem.unauthenticated": "Nous n’avons pas pu valider votre session. Fermez-la, puis ouvrez-en une nouvelle.",
  "problem.not_found": "Cette page est introuvable. L’adresse est peut-être inexacte."
}
