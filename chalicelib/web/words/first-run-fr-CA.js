export default {
  "first.title": "Préparez le premier paiement",
  "first.explain": "Cette liste disparaît dès qu’un patient a ajouté du crédit à son compte.",
  "first.account": "Choisir un compte de paiement principal",
  "first.location": "Ajouter un établissement",
  "first.billing": "Activer l’ajout de crédit au compte",
  "first.portal": "Ouvrir Mon compte comme le voient vos patients",
  "first.done": "Terminé"
}
