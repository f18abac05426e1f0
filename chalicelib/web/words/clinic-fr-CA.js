export default {
  "title": "Crédit au compte",
  "welcome": "Ouvrez une session pour consulter les paiements et les paramètres de votre clinique.",

  "nav.home": "Aperçu",
  "nav.payments": "Paiements",
  "nav.patients": "Patients",
  "nav.disputes": "Contestations",
  "nav.reports": "Rapports",
  "nav.open": "en cours",
  "nav.settings": "Paramètres",
  "nav.accounts": "Comptes de paiement",
  "nav.billing": "Paramètres de facturation",
  "nav.locations": "Établissements",
  "nav.proofs": "Audit quotidien",
  "nav.webhooks": "Webhooks",

  "actor.you": "Vous",
  "actor.staff": "Membre du personnel {id}",
  "actor.patient": "Patient",
  "actor.stripe": "Stripe",
  "actor.service": "Système",

  "payments.none": "Aucun paiement trouvé.",

  "cancel": "Annuler",
  "yes": "Oui",
  "no": "Non",

  "problem.network": "La connexion a échoué. Vérifiez votre accès à Internet, puis réessayez. Vos modifications ne seront pas appliquées deux fois.",
  "problem.temporarily_unavailable": "Le service est temporairement indisponible. Veuillez réessayer dans un instant.",
  "problem.unexpected": "Une erreur s’est produite de notre côté. Réessayez dans un instant ou rechargez la page.",
  "problem.too_many_requests": "Trop de demandes en peu de temps. Veuillez réessayer {when}.",
  "problem.unauthenticated": "Nous n’avons pas pu valider votre session. Fermez-la, puis ouvrez-en une nouvelle.",
  "problem.forbidden": "Vous n’avez pas l’autorisation de consulter cette page.",
  "problem.not_found": "Patient ou paiement introuvable. Vérifiez l’identifiant.",
  "problem.invalid_request": "Certains renseignements ne sont pas valides. Rien n’a été modifié."
}
